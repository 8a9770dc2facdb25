# ruff: noqa: E501
"""Mistakes that people make in unit 12: patches of the reference, and what to say about each."""

from grading.mutants import mutant

# ---------------------------------------------------------------- nf4-levels
Q = "nf4-levels"
mutant(Q, name="no-zero", kind="missing-step",
       replace=[("torch.linspace(0.5, offset, half, dtype=torch.float64)[1:]", "torch.linspace(0.5, offset, half + 1, dtype=torch.float64)[1:]"),
                ("torch.cat([lower.flip(0), torch.zeros(1, dtype=torch.float64), upper])", "torch.cat([lower.flip(0), upper])")],
       says="The code book has no exact 0. Padding and pruned weights are exactly 0, and an error there is a bias everywhere; that is why the paper makes the book asymmetric.")
mutant(Q, name="sides-swapped", kind="wrong-order",
       replace="return (levels / levels.abs().max()).float()", by="return (-levels.flip(0) / levels.abs().max()).float()",
       says="The side with one level more is the negative one. It is the positive one: 8 above zero, 7 below.")
mutant(Q, name="not-scaled", kind="missing-step",
       replace="return (levels / levels.abs().max()).float()", by="return levels.float()",
       says="The levels are not divided by the largest. Blocks are scaled to [-1, 1], so the book must end at -1 and 1.")
mutant(Q, name="offset-fixed", kind="ignored-argument",
       replace="half = 2 ** (bits - 1)", by="half, offset = 2 ** (bits - 1), 0.9677083",
       says="offset is ignored: the highest probability is an argument.")
mutant(Q, name="bits-fixed", kind="ignored-argument",
       replace="half = 2 ** (bits - 1)", by="half = 8",
       says="There are 16 levels whatever bits says.")
mutant(Q, name="equal-steps", kind="wrong-formula",
       replace="return (levels / levels.abs().max()).float()", by="return torch.linspace(-1, 1, 2 * half)",
       says="The levels lie in equal steps. NormalFloat spaces the probabilities equally, not the values: where weights are dense, levels are dense.")
mutant(Q, name="float64-kept", kind="wrong-type",
       replace="return (levels / levels.abs().max()).float()", by="return levels / levels.abs().max()",
       says="The result is float64; the code book is float32.")
mutant(Q, name="one-step-too-few", kind="off-by-one",
       replace="torch.linspace(0.5, offset, half + 1, dtype=torch.float64)[1:]", by="torch.linspace(0.5, offset, half, dtype=torch.float64)[1:]",
       says="There are too few levels above zero: h of them come from h + 1 probabilities, since p = 0.5 (the zero) is left out.")

mutant(Q, name="one-run-of-probabilities", kind="wrong-formula",
       replace="levels = torch.cat([lower.flip(0), torch.zeros(1, dtype=torch.float64), upper])", by="levels = torch.special.ndtri(torch.linspace(1 - offset, offset, 2 * half, dtype=torch.float64))",
       says="All levels come from one run of probabilities. An even number of them has none at 0.5, so there is no exact 0: take each side by itself and put the 0 between.")
mutant(Q, name="middles-of-equal-parts", kind="wrong-formula",
       replace="levels = torch.cat([lower.flip(0), torch.zeros(1, dtype=torch.float64), upper])", by="levels = torch.special.ndtri((torch.arange(2 * half, dtype=torch.float64) + 0.5) / (2 * half))",
       says="The levels are the middles of equal parts of the whole distribution: offset is ignored, and there is no exact 0. Take each side by itself, with probabilities from 0.5 to offset.")
mutant(Q, name="zero-twice", kind="off-by-one",
       replace="torch.linspace(0.5, offset, half + 1, dtype=torch.float64)[1:]", by="torch.linspace(0.5, offset, half, dtype=torch.float64)",
       says="0 occurs twice: p = 0.5 gives 0 on either side. Leave it out on both and add one 0, with h levels above and h - 1 below.")
mutant(Q, name="equal-steps-a-side", kind="wrong-formula",
       replace="levels = torch.cat([lower.flip(0), torch.zeros(1, dtype=torch.float64), upper])", by="levels = torch.cat([torch.linspace(-1, 0, half), torch.linspace(0, 1, half + 1)[1:]])",
       says="The levels lie in equal steps on each side. The probabilities do; the levels are their quantiles, Q(p).")
mutant(Q, name="lower-side-not-turned", kind="wrong-order", replace="lower.flip(0)", by="lower",
       says="The levels do not rise: the lower side starts next to 0 and must be turned round.")
mutant(Q, name="range-not-checked", kind="edge-case",
       replace=[("if not 2 <= bits <= 8:", "if False:"), ("if not 0.5 < offset < 1:", "if False:")],
       says="bits and offset are not checked. At offset 1 the quantile is infinite, and all other levels become 0.")

# ---------------------------------------------------------------- quantize-blocks
Q = "quantize-blocks"
mutant(Q, name="max-not-absmax", kind="wrong-formula",
       replace="blocks.abs().amax(dim=1)", by="blocks.amax(dim=1)",
       says="You scale by the largest value, not by the largest absolute value. A block whose largest entry is negative then leaves [-1, 1].")
mutant(Q, name="one-scale", kind="missing-step",
       replace="absmax = blocks.abs().amax(dim=1)", by="absmax = blocks.abs().amax().repeat(len(blocks))",
       says="One absmax for all blocks: a single outlier then costs the whole weight its precision. Each block has its own.")
mutant(Q, name="rounded-down", kind="wrong-formula",
       replace="borders = (levels[1:] + levels[:-1]) / 2", by="borders = levels[1:]",
       says="You take the next level in one direction, not the nearest one. The borders lie in the middle between two levels.")
mutant(Q, name="ties-up", kind="edge-case",
       replace="torch.bucketize(blocks / scale[:, None], borders)", by="torch.bucketize(blocks / scale[:, None], borders, right=True)",
       says="Exactly between two levels you take the higher one; the lower one is asked for.")
mutant(Q, name="zeros-divide", kind="edge-case",
       replace="scale = torch.where(absmax > 0, absmax, torch.ones_like(absmax))", by="scale = absmax",
       says="A block of zeros is divided by 0. Its quotients are not numbers, and its codes meaningless.")
mutant(Q, name="columns-first", kind="wrong-order",
       replace="weight.detach().float().reshape(-1, block)", by="weight.detach().float().T.reshape(-1, block)",
       says="The blocks run along columns. The weight is read row by row.")
mutant(Q, name="not-scaled", kind="missing-step",
       replace="torch.bucketize(blocks / scale[:, None], borders)", by="torch.bucketize(blocks, borders)",
       says="The block is not divided by its absmax before the nearest level is looked for.")
mutant(Q, name="nan-let-through", kind="edge-case",
       replace="if not torch.isfinite(weight).all():", by="if False:",
       says="A weight that is no number is let through: it gets a code and looks like a good one ever after.")
mutant(Q, name="scale-inverted", kind="wrong-formula",
       replace="return codes.to(torch.uint8).flatten(), absmax", by="return codes.to(torch.uint8).flatten(), 1 / scale",
       says="The constants returned are 1 / absmax; dequantizing multiplies by absmax.")

mutant(Q, name="rounded-up", kind="wrong-formula",
       replace="borders = (levels[1:] + levels[:-1]) / 2", by="borders = levels[:-1]",
       says="You take the next level above, not the nearest one. The borders lie in the middle between two levels.")
mutant(Q, name="eps-added", kind="wrong-formula",
       replace="blocks / scale[:, None]", by="blocks / (absmax[:, None] + 1e-8)",
       says="A small number is added to absmax. It saves you from 0 / 0, but spoils a block whose weights are as small: replace only an absmax of 0.")
mutant(Q, name="one-for-zeros", kind="edge-case", replace="codes.to(torch.uint8).flatten(), absmax", by="codes.to(torch.uint8).flatten(), scale",
       says="For a block of zeros the constant that you divided by is returned. Its absmax is 0.")
mutant(Q, name="codes-not-uint8", kind="wrong-type", replace="codes.to(torch.uint8)", by="codes",
       says="The codes are not uint8: whole numbers of 8 bytes for what fits into half of one.")
mutant(Q, name="constants-in-16-bits", kind="wrong-type", replace="codes.to(torch.uint8).flatten(), absmax", by="codes.to(torch.uint8).flatten(), absmax.to(weight.dtype)",
       says="The constants have the weight's dtype; they are float32.")
mutant(Q, name="weight-changed", kind="extra-step", replace="blocks / scale[:, None]", by="blocks.div_(scale[:, None])",
       says="The division is done in place, in the weight itself: a float32 tensor stays the same memory through .float() and reshape.")
mutant(Q, name="a-scale-a-row", kind="ignored-argument", replace="weight.detach().float().reshape(-1, block)", by="weight.detach().float().reshape(len(weight), -1)",
       says="Each row of the weight is a block. A block has block numbers, whatever the shape is.")
mutant(Q, name="nothing-checked", kind="edge-case",
       replace=[("if block < 1 or weight.numel() % block:", "if False:"), ("if not torch.isfinite(weight).all():", "if False:")],
       says="Nothing is checked. Raise ValueError for a block below 1, for weights that cannot be cut into blocks, and for values that are no finite numbers.")

# ---------------------------------------------------------------- pack-codes
Q = "pack-codes"
mutant(Q, name="low-half-first", kind="wrong-order",
       replace="(pairs[:, 0] << 4) | pairs[:, 1]", by="(pairs[:, 1] << 4) | pairs[:, 0]",
       says="The first code of a pair is in the low half of the byte. It belongs in the high half, as the libraries have it.")
mutant(Q, name="halves-not-pairs", kind="wrong-order",
       replace="codes.to(torch.uint8).reshape(-1, 2)", by="codes.to(torch.uint8).reshape(2, -1).T",
       says="You pair code i with code i + n/2. Neighbours share a byte.")
mutant(Q, name="shift-by-three", kind="off-by-one",
       replace="<< 4", by="<< 3", says="You shift by 3 bits; a code has 4, so the halves overlap.")
mutant(Q, name="times-fifteen", kind="wrong-formula",
       replace="(pairs[:, 0] << 4) | pairs[:, 1]", by="pairs[:, 0] * 15 + pairs[:, 1]",
       says="You multiply the high code by 15. Four bits have 16 values.")
mutant(Q, name="range-not-checked", kind="edge-case",
       replace="if codes.numel() and (codes.min() < 0 or codes.max() > 15):", by="if False:",
       says="A code outside 0 to 15 is packed without a word, and spoils its neighbour.")
mutant(Q, name="odd-dropped", kind="edge-case",
       replace='raise ValueError(f"codes has {codes.numel()} entries; an even number is needed.")', by="codes = codes[:-1]",
       says="With an odd number of codes the last one is lost. Raise ValueError.")
mutant(Q, name="not-uint8", kind="wrong-type",
       replace="codes.to(torch.uint8).reshape(-1, 2)", by="codes.to(torch.int32).reshape(-1, 2)",
       says="The result is not uint8: each pair takes four bytes in place of one, and nothing is saved.")

mutant(Q, name="checked-too-late", kind="edge-case",
       replace="if codes.numel() and (codes.min() < 0 or codes.max() > 15):", by="codes = codes.to(torch.uint8)\n    if codes.numel() and codes.max() > 15:",
       says="The range is checked after the conversion to uint8. 260 has become 4 by then.")
mutant(Q, name="precedence", kind="wrong-formula",
       replace="(pairs[:, 0] << 4) | pairs[:, 1]", by="pairs[:, 0] << 4 + pairs[:, 1]",
       says="Python adds before it shifts: a << 4 + b is a << (4 + b). Use brackets, or |.")
mutant(Q, name="int64-kept", kind="wrong-type",
       replace="codes.to(torch.uint8).reshape(-1, 2)", by="codes.long().reshape(-1, 2)",
       says="The result is int64: each pair takes eight bytes in place of one, and nothing is saved.")

# ---------------------------------------------------------------- dequantize-blocks
Q = "dequantize-blocks"
mutant(Q, name="halves-swapped", kind="wrong-order",
       replace="torch.stack([levels[byte >> 4], levels[byte & 15]], dim=1)", by="torch.stack([levels[byte & 15], levels[byte >> 4]], dim=1)",
       says="The low half is read first; the earlier code is in the high one. Neighbours are then swapped, which no shape check sees.")
mutant(Q, name="halves-apart", kind="wrong-order",
       replace="table.index_select(0, packed.flatten().int()).reshape(-1, block)", by="table.index_select(0, packed.flatten().int()).T.reshape(-1, block)",
       says="All high halves come first, then all low ones. The two codes of a byte are neighbours.")
mutant(Q, name="absmax-forgotten", kind="missing-step",
       replace="values.mul_(absmax.float().reshape(-1, 1))", by="values",
       says="The levels are not multiplied by absmax; all weights lie in [-1, 1].")
mutant(Q, name="divided", kind="wrong-formula",
       replace="values.mul_(absmax.float().reshape(-1, 1))", by="(values / absmax.float().reshape(-1, 1))",
       says="You divide by absmax. Quantizing divided; coming back multiplies.")
mutant(Q, name="dtype-ignored", kind="ignored-argument",
       replace=".to(dtype).reshape(shape)", by=".reshape(shape)",
       says="dtype is ignored: a 16-bit model computes with a 32-bit weight, at twice the memory.")
mutant(Q, name="block-64", kind="ignored-argument",
       replace=[("reshape(-1, block)", "reshape(absmax.numel(), -1)"), ("if absmax.numel() * block != count:", "if False:")],
       says="Constants that do not fit the weight's blocks are accepted; what comes out is a wrong weight, not an error.")
mutant(Q, name="constants-tiled", kind="wrong-formula",
       replace="values.mul_(absmax.float().reshape(-1, 1))", by="(values.flatten() * absmax.float().repeat(block)).reshape(-1, block)",
       says="Constant i is used for every i-th weight. It belongs to block i, a run of neighbours.")

mutant(Q, name="rounded-before", kind="wrong-order",
       replace="values.mul_(absmax.float().reshape(-1, 1)).to(dtype)", by="(values.to(dtype) * absmax.to(dtype).reshape(-1, 1))",
       says="Levels and constants are rounded to dtype before they are multiplied: three roundings. Multiply in float32 and round once.")
mutant(Q, name="mask-of-seven", kind="off-by-one",
       replace="levels[byte & 15]", by="levels[byte & 7]",
       says="The mask keeps three bits of the low half; a code has four: 15.")
mutant(Q, name="levels-ignored", kind="ignored-argument",
       replace="levels = levels.to(packed.device, torch.float32)", by="levels = torch.linspace(-1, 1, 16, device=packed.device)",
       says="The codes are turned into 16 equal steps. A code is an index into levels.")

# ---------------------------------------------------------------- double-quantize
Q = "double-quantize"
mutant(Q, name="mean-kept", kind="missing-step",
       replace="mean = values.mean()", by="mean = values.mean() * 0",
       says="The mean is not taken off. All constants are positive, so half of the 256 codes stay unused: one bit lost.")
mutant(Q, name="mean-a-group", kind="wrong-order",
       replace="scales = padded.abs().amax(dim=1)", by="padded = padded - padded.mean(dim=1, keepdim=True)\n    scales = padded.abs().amax(dim=1)",
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

# ---------------------------------------------------------------- frozen-linear
Q = "frozen-linear"
mutant(Q, name="weight-kept", kind="missing-step",
       replace=[("weight = dequantize().to(x.dtype)", "weight = ctx.weight = dequantize().to(x.dtype)"),
                ("weight = ctx.dequantize().to(grad.dtype)", "weight = ctx.weight.to(grad.dtype)")],
       says="The dequantized weight is kept for the backward pass. Then every layer's 16-bit weight lies in memory at once, and 4 bits have saved nothing.")
mutant(Q, name="weight-saved", kind="missing-step",
       replace=[("ctx.dequantize = dequantize\n        weight = dequantize().to(x.dtype)", "weight = dequantize().to(x.dtype)\n        ctx.save_for_backward(weight)"),
                ("weight = ctx.dequantize().to(grad.dtype)", "weight = ctx.saved_tensors[0].to(grad.dtype)")],
       says="The dequantized weight is saved for the backward pass. Then every layer's 16-bit weight lies in memory at once, and 4 bits have saved nothing.")
mutant(Q, name="input-saved", kind="extra-step",
       replace="ctx.dequantize = dequantize", by="ctx.dequantize = dequantize\n        ctx.save_for_backward(x)",
       says="x is saved. Only the gradient of W would need it, and W is frozen.")
mutant(Q, name="transposed", kind="wrong-order",
       replace="return grad @ weight, None, None", by="return grad @ weight.T, None, None",
       says="The gradient of x is multiplied by W transposed. The forward pass used W'; coming back uses W as it is stored, [out, in].")
mutant(Q, name="no-gradient", kind="missing-step",
       replace="return grad @ weight, None, None", by="return torch.zeros_like(grad @ weight), None, None",
       says="x gets a gradient of 0, so no layer below this one learns. The weight is frozen, the path through it is not.")
mutant(Q, name="bias-dropped", kind="missing-step",
       replace="None if bias is None else bias.to(x.dtype)", by="None", says="The bias is dropped.")
mutant(Q, name="bias-trained", kind="extra-step",
       replace=[("if not ctx.needs_input_grad[0]:\n            return None, None, None", "if not ctx.needs_input_grad[0]:\n            return None, None, grad.reshape(-1, grad.shape[-1]).sum(0)")],
       says="The bias gets a gradient; it is frozen like the weight.")
mutant(Q, name="always-dequantizes", kind="edge-case",
       replace="if not ctx.needs_input_grad[0]:\n            return None, None, None\n        weight = ctx.dequantize().to(grad.dtype)", by="weight = ctx.dequantize().to(grad.dtype)\n        if not ctx.needs_input_grad[0]:\n            return None, None, None",
       says="dequantize is called in the backward pass although x needs no gradient: work for nothing in the first layer.")
mutant(Q, name="float32-inside", kind="wrong-type",
       replace=[("weight = dequantize().to(x.dtype)", "weight = dequantize().float()"), ("F.linear(x, weight, None if bias is None else bias.to(x.dtype))", "F.linear(x.float(), weight, None if bias is None else bias.float())"),
                ("weight = ctx.dequantize().to(grad.dtype)", "weight = ctx.dequantize().float()")],
       says="The output is float32 whatever x is: 16-bit activations double, from here to the end of the model.")

mutant(Q, name="input-kept", kind="extra-step",
       replace="ctx.dequantize = dequantize", by="ctx.dequantize, ctx.x = dequantize, x",
       says="x is kept on ctx. Only the gradient of W would need it, and W is frozen.")
mutant(Q, name="dequantized-twice", kind="extra-step",
       replace="weight = dequantize().to(x.dtype)", by="dequantize()\n        weight = dequantize().to(x.dtype)",
       says="The forward pass dequantizes more than once. Call the function once and use what it gives.")

# ---------------------------------------------------------------- paged-step
Q = "paged-step"
mutant(Q, name="all-at-once", kind="wrong-order",
       replace=[("m, v = store.fetch(i)", "fetched = [store.fetch(j) for j, g in enumerate(gradients) if g is not None] if not updated else fetched\n            m, v = fetched[updated]")],
       says="All pages are fetched before the first is updated. Then the whole state lies in memory, and paging has won nothing.")
mutant(Q, name="never-evicted", kind="missing-step", replace="store.evict(i)", by="pass",
       says="Pages are fetched and never evicted: from the second page on there is too much in memory.")
mutant(Q, name="moments-lost", kind="wrong-order",
       replace=[("m, v = store.fetch(i)", "m, v = store.fetch(i)\n            store.evict(i)"), ("finally:\n                store.evict(i)", "finally:\n                pass"),
                ("m.mul_(b1)", "m = m.clone()\n                v = v.clone()\n                m.mul_(b1)")],
       says="The new moments are lost: every step starts from the old ones. Change the fetched m and v in place (m.mul_, not m = ...), and evict them afterwards.")
mutant(Q, name="left-inside-on-error", kind="edge-case",
       replace=[("finally:\n                store.evict(i)\n            updated += 1", "except ZeroDivisionError:\n                pass\n            store.evict(i)\n            updated += 1")],
       says="If the update fails, the page stays in memory. Use try ... finally.")
mutant(Q, name="fetched-without-gradient", kind="edge-case",
       replace="if gradient is None:\n                continue", by="if gradient is None:\n                store.fetch(i)\n                store.evict(i)\n                continue",
       says="A page without gradient is fetched although nothing happens to it: traffic for nothing.")
mutant(Q, name="none-is-zero", kind="edge-case",
       replace="if gradient is None:\n                continue", by="if gradient is None:\n                gradient = torch.zeros_like(page)",
       says="A missing gradient is treated as 0: the moments decay and the page moves, though nothing was computed for it.")
mutant(Q, name="no-bias-correction", kind="missing-step",
       replace=[("v / (1 - b2**step)", "v / 1"), ("-learning_rate / (1 - b1**step)", "-learning_rate")],
       says="The moments are not corrected for their start at 0: divide m by 1 - b1^t and v by 1 - b2^t.")
mutant(Q, name="eps-inside", kind="wrong-formula",
       replace="(v / (1 - b2**step)).sqrt_().add_(eps)", by="(v / (1 - b2**step)).add_(eps).sqrt_()",
       says="eps is added under the root; it stands outside.")
mutant(Q, name="l2-not-decay", kind="wrong-formula",
       replace=[("page.mul_(1 - learning_rate * weight_decay)", "pass"), ("m.mul_(b1)", "gradient = gradient + weight_decay * page\n                m.mul_(b1)")],
       says="The decay is added to the gradient, as in Adam with L2. AdamW shrinks the parameter itself.")
mutant(Q, name="decay-without-rate", kind="wrong-formula",
       replace="page.mul_(1 - learning_rate * weight_decay)", by="page.mul_(1 - weight_decay)",
       says="The page shrinks by the decay alone; the factor is 1 - lr * decay.")
mutant(Q, name="betas-swapped", kind="wrong-order", replace="b1, b2 = betas", by="b2, b1 = betas",
       says="b1 and b2 are swapped.")
mutant(Q, name="step-not-checked", kind="edge-case", replace="if step < 1:", by="if False:",
       says="Step 0 is accepted: 1 - b1^0 is 0, and everything is divided by it.")

mutant(Q, name="page-not-changed", kind="wrong-type",
       replace="page.mul_(1 - learning_rate * weight_decay)", by="page = page * (1 - learning_rate * weight_decay)",
       says="The page that was handed in stays as it was: page = ... makes a new tensor. Use operations in place (page.mul_, page.sub_).")
mutant(Q, name="evicts-unfetched", kind="edge-case",
       replace="m, v = store.fetch(i)\n            try:\n                m.mul_(b1)", by="try:\n                m, v = store.fetch(i)\n                m.mul_(b1)",
       says="Where fetch fails, a page is evicted that never came in. Fetch before the try.")
mutant(Q, name="decay-last", kind="wrong-order",
       replace=[("page.mul_(1 - learning_rate * weight_decay)\n", "pass\n"), ("value=-learning_rate / (1 - b1**step))", "value=-learning_rate / (1 - b1**step))\n                page.mul_(1 - learning_rate * weight_decay)")],
       says="The page shrinks after the step, so the step shrinks too. First the decay, then the step.")
mutant(Q, name="v-not-corrected", kind="missing-step", replace="v / (1 - b2**step)", by="v / 1",
       says="v is not corrected for its start at 0: divide it by 1 - b2^t.")
mutant(Q, name="m-not-corrected", kind="missing-step", replace="-learning_rate / (1 - b1**step)", by="-learning_rate",
       says="m is not corrected for its start at 0: divide it by 1 - b1^t.")
mutant(Q, name="not-squared", kind="wrong-formula", replace="v.mul_(b2).addcmul_(gradient, gradient, value=1 - b2)", by="v.mul_(b2).add_(gradient.abs(), alpha=1 - b2)",
       says="v gathers the gradient, not its square.")
mutant(Q, name="counts-all", kind="off-by-one", replace="return updated", by="return len(pages)",
       says="All pages are counted, also those without gradient.")
mutant(Q, name="lengths-not-checked", kind="edge-case",
       replace=[("if len(pages) != len(gradients):", "if False:"), ("strict=True", "strict=False")],
       says="Fewer gradients than pages go unnoticed: the last pages never learn.")

# ---------------------------------------------------------------- qlora-memory
Q = "qlora-memory"
mutant(Q, name="constants-forgotten", kind="missing-step", replace='n / 2 + constants if method', by='n / 2 if method',
       says="The constants of the blocks are forgotten: 1.8 GiB for 65B even with double quantization.")
mutant(Q, name="group-none-ignored", kind="ignored-argument", replace="(4 if group is None else 1 + 4 / group)", by="(1 + 4 / (group or 256))",
       says="group=None (no double quantization) is ignored: then each constant takes 4 bytes.")
mutant(Q, name="kv-full-width", kind="wrong-formula", replace='q, kv = d * shape["heads"], d * shape["kv_heads"]', by='q = kv = d * shape["heads"]',
       says="k and v are counted as wide as q. With fewer key heads than heads they are smaller: k d rows.")
mutant(Q, name="head-dim-ignored", kind="ignored-argument", replace='d = shape.get("head_dim", w // shape["heads"])', by='d = w // shape["heads"]',
       says="head_dim is ignored: where the shape has one, q has h d rows and k and v have k d.")
mutant(Q, name="o-square", kind="wrong-formula", replace="(w, q), (i, w)", by="(w, w), (i, w)",
       says="o is counted as [w, w]. It takes what the heads give, h d entries.")
mutant(Q, name="two-mlp-matrices", kind="missing-step", replace="(i, w), (i, w), (w, i)]", by="(i, w), (w, i)]",
       says="The MLP has three matrices: gate, up and down.")
mutant(Q, name="tied-ignored", kind="ignored-argument", replace='(1 if shape["tied"] else 2)', by="2",
       says="Head and embedding are counted twice although they share one table (tied).")
mutant(Q, name="optimizer-for-all", kind="wrong-formula", replace="8 * trained,", by="8 * (trained if method == 'full' else n + trained),",
       says="The optimizer's state is counted for frozen weights too. Only what is trained has moments: that is where LoRA saves.")
mutant(Q, name="paged-ignored", kind="ignored-argument", replace="0 if paged else 8 * trained", by="8 * trained",
       says="paged is ignored: paged state lies in the host's memory.")
mutant(Q, name="one-moment", kind="wrong-formula", replace="0 if paged else 8 * trained", by="0 if paged else 4 * trained",
       says="Adam keeps two moments of 4 bytes each.")
mutant(Q, name="checkpointing-ignored", kind="ignored-argument", replace="kept = layers * w + inside if checkpointing else layers * inside", by="kept = layers * inside",
       says="checkpointing is ignored: with it, only the layers' inputs and one layer's inside are kept.")
mutant(Q, name="one-temporary", kind="wrong-formula", replace="4 * largest if method", by="2 * largest if method",
       says="One dequantized matrix is counted; two of 2 bytes a weight are asked for.")
mutant(Q, name="total-forgets-temporaries", kind="missing-step", replace='{"total": sum(parts.values())}', by='{"total": sum(parts.values()) - parts["temporaries"]}',
       says="The total leaves the temporaries out.")
mutant(Q, name="adapters-square", kind="wrong-formula", replace="layers * r * sum(a + b for a, b in matrices)", by="layers * r * sum(2 * w for _ in matrices)",
       says="Each adapter is counted as if its matrix were [w, w]: it has r (out + in) parameters.")
mutant(Q, name="full-with-adapters", kind="edge-case", replace="trained = n + others if method", by="trained = n if method",
       says="Full fine-tuning trains everything, embeddings, head and norms too.")
mutant(Q, name="norms-forgotten", kind="missing-step", replace=" + (2 * layers + 1) * w", by="",
       says="The norms are forgotten: two in each layer and one at the end, w entries each.")
mutant(Q, name="logits-forgotten", kind="missing-step", replace="tokens * (2 * kept + 10 * shape[\"vocab\"])", by="tokens * 2 * kept",
       says="The logits are forgotten: 10 bytes for each token and entry of the vocabulary.")
mutant(Q, name="inside-forgotten", kind="missing-step", replace="kept = layers * w + inside if", by="kept = layers * w if",
       says="With checkpointing one layer's inside is in memory at a time, besides all inputs.")
mutant(Q, name="constants-in-bits", kind="wrong-unit", replace="(4 if group is None else 1 + 4 / group)", by="(32 if group is None else 8 + 32 / group)",
       says="The constants are counted in bits; everything is in bytes: 4, or 1 and 4 for each group.")
mutant(Q, name="temporaries-always", kind="edge-case", replace='4 * largest if method == "qlora" else 0', by="4 * largest",
       says="Only qlora dequantizes: in 16 bits there are no temporaries.")
mutant(Q, name="embeddings-in-4-bits", kind="wrong-formula", replace='"embeddings": 2 * others', by='"embeddings": others / 2 if method == "qlora" else 2 * others',
       says="Embedding, head and norms stay in 16 bits; only the layers' matrices are quantized.")
mutant(Q, name="gradients-in-32-bits", kind="wrong-unit", replace='"gradients": 2 * trained', by='"gradients": 4 * trained',
       says="A gradient has the dtype of its parameter, 2 bytes.")
mutant(Q, name="largest-square", kind="wrong-formula", replace="largest = max(rows * columns for rows, columns in matrices)", by="largest = w * w",
       says="The largest matrix is one of the MLP's, [i, w].")
