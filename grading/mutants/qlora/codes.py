# ruff: noqa: E501
"""Mistakes with code books, blocks and bytes: patches of the reference, and what to say."""

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
mutant(Q, name="bits-fixed", kind="ignored-argument",
       replace=[("if not 2 <= bits <= 8:", "bits = 4\n    if False:")],
       says="bits is ignored: there are 16 levels whatever it says, and a width out of range is not refused.")

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
       says="You take the next level below, not the nearest one. The borders lie in the middle between two levels.")
mutant(Q, name="rounded-down", kind="wrong-formula",
       replace=[("borders = (levels[1:] + levels[:-1]) / 2", "borders = levels[1:]"), ("scale[:, None], borders)", "scale[:, None], borders, right=True)")],
       says="You take the next level below, not the nearest one. The borders lie in the middle between two levels.")
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
       says="A weight that is no finite number is let through: it gets a code and looks like a good one ever after.")
mutant(Q, name="inf-let-through", kind="edge-case",
       replace="if not torch.isfinite(weight).all():", by="if torch.isnan(weight).any():",
       says="Only nan is refused, and an infinite weight is let through: its block's absmax is infinite, and every other weight of the block becomes 0.")
mutant(Q, name="scale-inverted", kind="wrong-formula",
       replace="return codes.to(torch.uint8).flatten(), absmax", by="return codes.to(torch.uint8).flatten(), 1 / scale",
       says="The constants returned are 1 / absmax; dequantizing multiplies by absmax.")

mutant(Q, name="rounded-up", kind="wrong-formula",
       replace="borders = (levels[1:] + levels[:-1]) / 2", by="borders = levels[:-1]",
       says="You take the next level above, not the nearest one. The borders lie in the middle between two levels.")
mutant(Q, name="eps-added", kind="wrong-formula",
       replace="blocks / scale[:, None]", by="blocks / (absmax[:, None] + 1e-8)",
       says="A small number is added to absmax, or absmax is kept above one. It saves you from 0 / 0, but spoils a block whose weights are as small: replace only an absmax of 0.")
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
mutant(Q, name="nf4-fixed", kind="ignored-argument",
       replace="levels = levels.to(blocks.device, torch.float32)", by="levels = normal_float_levels()",
       says="levels is not used, and NF4's are in its place. The code book is an argument.")
mutant(Q, name="computed-in-16-bits", kind="wrong-type",
       replace=[("weight.detach().float().reshape(-1, block)", "weight.detach().reshape(-1, block)"), ("blocks / scale[:, None]", "(blocks / scale[:, None]).float()"),
                ("codes.to(torch.uint8).flatten(), absmax", "codes.to(torch.uint8).flatten(), absmax.float()")],
       says="A 16-bit weight is divided in 16 bits, and the rounded quotient can fall to another level. Turn it into float32 first.")
mutant(Q, name="computed-in-16-bits", kind="wrong-type",
       replace=[("weight.detach().float().reshape(-1, block)", "weight.detach().reshape(-1, block)"), ("blocks / scale[:, None]", "(blocks / scale[:, None]).float()")],
       says="A 16-bit weight is computed with in 16 bits: the rounded quotient can fall to another level, and the constants have 16 bits too. Turn it into float32 first.")
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
mutant(Q, name="odd-accepted", kind="edge-case",
       replace='raise ValueError(f"codes has {codes.numel()} entries; an even number is needed.")', by="codes = codes[:-1]",
       says="An odd number of codes is accepted: the last one is dropped, or shares a byte with a code that nobody gave. Raise ValueError.")
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
mutant(Q, name="constants-that-do-not-fit", kind="ignored-argument",
       replace=[("reshape(-1, block)", "reshape(absmax.numel(), -1)"), ("if absmax.numel() * block != count:", "if False:")],
       says="Constants that do not fit the weight's blocks are accepted; what comes out is a wrong weight, not an error. block says how many weights share one.")
mutant(Q, name="constants-that-do-not-fit", kind="ignored-argument",
       replace="if absmax.numel() * block != count:", by="block = count // absmax.numel()\n    if absmax.numel() * block != count:",
       says="Constants that do not fit the weight's blocks are accepted; what comes out is a wrong weight, not an error. block says how many weights share one.")
mutant(Q, name="constants-that-do-not-fit", kind="ignored-argument",
       replace="if absmax.numel() * block != count:", by="block = count // max(absmax.numel(), 1)\n    if absmax.numel() * block != count:",
       says="Constants that do not fit the weight's blocks are accepted; what comes out is a wrong weight, not an error. block says how many weights share one.")
mutant(Q, name="constants-not-checked", kind="edge-case",
       replace="if absmax.numel() * block != count:", by="if False:",
       says="absmax is not checked against the weight's blocks: what stops then is torch, or nothing at all. Raise ValueError unless it has one number for each block.")
mutant(Q, name="codes-not-checked", kind="edge-case",
       replace=[("if count != 2 * packed.numel():", "if False:"), ("values.mul_(absmax.float().reshape(-1, 1))", "(values * absmax.float().reshape(-1, 1))")],
       says="The number of codes is not checked against shape. Where the constants fit, one block's codes are then used for several, and weights are invented.")
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
mutant(Q, name="nf4-fixed", kind="ignored-argument",
       replace="levels = levels.to(packed.device, torch.float32)", by="levels = normal_float_levels()",
       says="levels is not used, and NF4's are in its place. The code book is an argument.")
mutant(Q, name="transposed", kind="wrong-order",
       replace=".to(dtype).reshape(shape)", by=".to(dtype).reshape(shape[::-1]).permute(*range(len(shape))[::-1])",
       says="The weight comes out transposed. The codes were taken row by row, so the list is reshaped to shape as it is.")
mutant(Q, name="transposed", kind="wrong-order",
       replace="return values.mul_(absmax.float().reshape(-1, 1)).to(dtype).reshape(shape)", by="values = values.mul_(absmax.float().reshape(-1, 1)).to(dtype)\n    return values.reshape(shape[::-1]).T if len(shape) == 2 else values.reshape(shape)",
       says="The weight comes out transposed. The codes were taken row by row, so the list is reshaped to shape as it is.")
mutant(Q, name="bytes-as-indices", kind="wrong-type",
       replace="table.index_select(0, packed.flatten().int()).reshape(-1, block)", by="levels[packed.flatten()].reshape(-1, block)",
       says="Bytes are used as indices as they are. torch takes a uint8 tensor for a mask, so turn it into int first; and a byte goes up to 255, so split it into its two codes before you look up one of 16 levels.")
mutant(Q, name="bytes-changed", kind="extra-step",
       replace="values = table.index_select(0, packed.flatten().int()).reshape(-1, block)", by="values = table.index_select(0, packed.flatten().int()).reshape(-1, block)\n    packed >>= 4",
       says="The bytes are shifted in place (>>= or a method that ends in _), in the stored weight itself: the next forward pass reads another weight.")
