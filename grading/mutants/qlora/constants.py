# ruff: noqa: E501
"""Mistakes with the constants: patches of the reference, and what to say."""

from grading.mutants import mutant

# ---------------------------------------------------------------- double-quantize
Q = "double-quantize"
mutant(Q, name="mean-kept", kind="missing-step",
       replace="mean = values.mean()", by="mean = values.mean() * 0",
       says="The mean is not taken off. All constants are positive, so half of the 256 codes stay unused: one bit lost.")
mutant(Q, name="mean-a-group", kind="wrong-order",
       replace="scales = padded.abs().amax(dim=1)", by="padded = padded - padded.mean(dim=1, keepdim=True)\n    scales = padded.abs().amax(dim=1)",
       says="A mean is taken off each group. There is one mean, over all constants; it is stored once.")
mutant(Q, name="mean-a-group", kind="wrong-order",
       replace="values - mean, values.new_zeros(rest)", by="*[piece - piece.mean() for piece in values.split(group)], values.new_zeros(rest)",
       says="A mean is taken off each group. There is one mean, over all constants; it is stored once.")
mutant(Q, name="times-128", kind="off-by-one",
       replace="* 127", by="* 128", says="You multiply by 128. The largest code of an int8 is 127: 128 wraps around to -128.")
mutant(Q, name="truncated", kind="wrong-formula",
       replace="torch.round(padded / safe[:, None] * 127)", by="(padded / safe[:, None] * 127)",
       says="The codes are cut off towards 0, not rounded to the nearest: twice the error.")
mutant(Q, name="one-group", kind="ignored-argument",
       replace="rest = -values.numel() % group", by="group = values.numel()\n    rest = 0",
       says="There is one scale for all constants; group is ignored.")
mutant(Q, name="max-not-absmax", kind="wrong-formula",
       replace="padded.abs().amax(dim=1)", by="padded.amax(dim=1)",
       says="The scale is the largest value, not the largest absolute value: constants below the mean leave the range.")
mutant(Q, name="max-not-absmax", kind="wrong-formula",
       replace=[("padded.abs().amax(dim=1)", "padded.amax(dim=1)"), ("scales > 0, scales", "scales != 0, scales")],
       says="The scale is the largest value, not the largest absolute value: constants below the mean leave the range.")
mutant(Q, name="zero-scale-divides", kind="edge-case",
       replace="safe = torch.where(scales > 0, scales, torch.ones_like(scales))", by="safe = torch.where(scales > 0, scales, torch.ones_like(scales))\n    scales = safe",
       says="Where all constants are equal the scale must be 0, and nothing may be divided by it.")
mutant(Q, name="padding-returned", kind="edge-case",
       replace="codes.flatten()[: values.numel()]", by="codes.flatten()",
       says="The padding of the last group is returned too: there are more codes than constants.")
mutant(Q, name="last-group-lost", kind="edge-case",
       replace="padded = torch.cat([values - mean, values.new_zeros(rest)]).reshape(-1, group)", by="padded = (values - mean)[: values.numel() // group * group].reshape(-1, group)",
       says="The last, shorter group is dropped.")

mutant(Q, name="padding-in-the-mean", kind="wrong-order",
       replace="mean = values.mean()", by="mean = torch.cat([values, values.new_zeros(-values.numel() % group)]).mean()",
       says="The mean is taken after the list was filled up: the zeros of the padding are averaged too.")
mutant(Q, name="padded-too-early", kind="wrong-order",
       replace="padded = torch.cat([values - mean, values.new_zeros(rest)]).reshape(-1, group)", by="padded = (torch.cat([values, values.new_zeros(rest)]) - mean).reshape(-1, group)",
       says="The last group is filled up before the mean is taken off. The filling is then -mean, and often the largest in its group.")
mutant(Q, name="step-returned", kind="wrong-unit",
       replace="return codes.flatten()[: values.numel()], scales, mean", by="return codes.flatten()[: values.numel()], scales / 127, mean",
       says="scales holds the step, largest / 127. It is the largest absolute value itself; reading it back divides by 127.")
mutant(Q, name="constants-changed", kind="extra-step",
       replace="torch.cat([values - mean,", by="torch.cat([values.sub_(mean),",
       says="The mean is taken off in place, from the constants that were handed in.")
mutant(Q, name="smallest-taken-off", kind="wrong-formula",
       replace="mean = values.mean()", by="mean = values.min()",
       says="The smallest constant is taken off, not the mean: all codes are then positive, and half of the 256 stay unused.")
mutant(Q, name="not-filled-up", kind="edge-case",
       replace="padded = torch.cat([values - mean, values.new_zeros(rest)]).reshape(-1, group)", by="padded = (values - mean).reshape(-1, group)",
       says="The last group may be shorter; fill it up (with zeros, once the mean is off) before you reshape.")
mutant(Q, name="zero-by-zero", kind="edge-case",
       replace="safe = torch.where(scales > 0, scales, torch.ones_like(scales))", by="safe = scales",
       says="Where all constants are equal, 0 is divided by 0, and nan is cast to a whole number. What that gives depends on the processor.")
mutant(Q, name="eps-added", kind="wrong-formula",
       replace="safe = torch.where(scales > 0, scales, torch.ones_like(scales))", by="safe = scales + 1e-8",
       says="A small number is added to the scale, or the scale is kept above one. It saves you from 0 / 0, but spoils a group whose constants are as small: replace only a scale of 0.")
mutant(Q, name="median-taken-off", kind="wrong-formula",
       replace="mean = values.mean()", by="mean = values.median()",
       says="The median is taken off, not the mean.")
mutant(Q, name="rounded-down", kind="wrong-formula", replace="torch.round(", by="torch.floor(",
       says="The codes are rounded down, not to the nearest: twice the error, and all of it in one direction.")
mutant(Q, name="one-scale", kind="missing-step",
       replace="scales = padded.abs().amax(dim=1)", by="scales = padded.abs().amax().repeat(len(padded))",
       says="Every group has the same scale, the largest of all. Each group is divided by its own largest absolute value.")
mutant(Q, name="results-in-another-order", kind="wrong-order",
       replace="return codes.flatten()[: values.numel()], scales, mean", by="return mean, scales, codes.flatten()[: values.numel()]",
       says="The three results come in another order. It is codes, scales, mean.")
mutant(Q, name="results-in-another-order", kind="wrong-order",
       replace="return codes.flatten()[: values.numel()], scales, mean", by="return codes.flatten()[: values.numel()], mean, scales",
       says="The three results come in another order. It is codes, scales, mean.")
mutant(Q, name="codes-not-int8", kind="wrong-type", replace=".to(torch.int8)", by="",
       says="The codes are floating-point numbers: four bytes for what fits into one.")

# ---------------------------------------------------------------- bits-per-parameter
Q = "bits-per-parameter"
DQ = "bits + 8 / block + constant_bits / (block * group)"
mutant(Q, name="scales-forgotten", kind="missing-step", replace=DQ, by="bits + 8 / block",
       says="The second level's scales are forgotten; each serves block * group weights.")
mutant(Q, name="scale-for-each-group", kind="wrong-formula", replace=DQ, by="bits + 8 / block + constant_bits / group",
       says="A scale is shared by group constants, and each constant by block weights: divide by both.")
mutant(Q, name="constants-in-full", kind="wrong-formula", replace=DQ, by="bits + constant_bits / block + constant_bits / (block * group)",
       says="With double quantization a constant takes 8 bits, not constant_bits.")
mutant(Q, name="bytes", kind="wrong-unit", replace=DQ, by="bits + 1 / block + constant_bits / (block * group)",
       says="A constant is counted as 1, its bytes; everything else is in bits: 8.")
mutant(Q, name="none-ignored", kind="ignored-argument", replace="if group is None:", by="group = group or 256\n    if False:",
       says="group=None is ignored: without double quantization each constant takes constant_bits.")
mutant(Q, name="constant-bits-fixed", kind="ignored-argument", replace=DQ, by="bits + 8 / block + 32 / (block * group)",
       says="constant_bits is ignored.")
mutant(Q, name="codes-only", kind="missing-step",
       replace=[("return bits + constant_bits / block\n", "return bits\n"), (DQ, "bits")],
       says="Only the codes are counted. The constants are what blocks cost.")

mutant(Q, name="sizes-swapped", kind="wrong-order", replace=DQ, by="bits + constant_bits / block + 8 / (block * group)",
       says="The sizes are swapped: with double quantization the constants take 8 bits each, and the scales constant_bits.")
mutant(Q, name="whole-numbers", kind="wrong-formula",
       replace=[("return bits + constant_bits / block\n", "return bits + constant_bits // block\n"), (DQ, "bits + 8 // block + constant_bits // (block * group)")],
       says="// drops what is left over; a share of a bit counts.")
mutant(Q, name="in-bytes", kind="wrong-unit",
       replace=[("return bits + constant_bits / block\n", "return (bits + constant_bits / block) / 8\n"), (DQ, "(" + DQ + ") / 8")],
       says="The result is in bytes; bits are asked for.")
CHECKS = "if block < 1 or (group is not None and group < 1):"
mutant(Q, name="group-fixed", kind="ignored-argument", replace=DQ, by="bits + 8 / block + constant_bits / (block * 256)",
       says="group is ignored: there are 256 constants to a scale whatever it says.")
mutant(Q, name="group-fixed", kind="ignored-argument",
       replace=[(DQ, "bits + 8 / block + constant_bits / (block * 256)"), (CHECKS, "if block < 1:")],
       says="group is ignored: there are 256 constants to a scale whatever it says, and a group below 1 is not refused.")
mutant(Q, name="block-fixed", kind="ignored-argument",
       replace=[(CHECKS, CHECKS.replace("block < 1 or ", "") + "\n        raise ValueError\n    block = 64\n    if False:")],
       says="block is ignored: there are 64 weights to a constant whatever it says, and a block below 1 is not refused.")
mutant(Q, name="block-fixed", kind="ignored-argument",
       replace="    if group is None:", by="    block = 64\n    if group is None:",
       says="block is ignored: there are 64 weights to a constant whatever it says.")
mutant(Q, name="bits-fixed", kind="ignored-argument",
       replace=[("return bits + constant_bits / block\n", "return 4 + constant_bits / block\n"), (DQ, DQ.replace("bits +", "4 +", 1))],
       says="bits is ignored: a code takes 4 whatever it says.")
mutant(Q, name="zero-is-none", kind="edge-case",
       replace=[(CHECKS, "if block < 1 or (group and group < 1):"), ("if group is None:", "if not group:")],
       says="group=0 is taken for None. Ask `group is None`: 0 is a number below 1 and is refused.")
mutant(Q, name="scale-shared-once", kind="wrong-formula", replace=DQ, by="bits + (8 + constant_bits) / block",
       says="A scale is counted for each constant. group constants share it.")
