# ruff: noqa: E501
"""Mistakes with the frozen layer and paged state: patches of the reference, and what to say."""

from grading.mutants import mutant

# ---------------------------------------------------------------- frozen-linear
Q = "frozen-linear"
mutant(Q, name="weight-kept", kind="missing-step",
       replace=[("weight = dequantize().to(x.dtype)", "weight = ctx.weight = dequantize().to(x.dtype)"),
                ("weight = ctx.dequantize().to(grad.dtype)", "weight = ctx.weight.to(grad.dtype)")],
       says="The dequantized weight is kept for the backward pass. Then every layer's 16-bit weight lies in memory at once, and 4 bits have saved nothing.")
mutant(Q, name="weight-kept", kind="missing-step",
       replace="ctx.dequantize = dequantize\n        weight = dequantize().to(x.dtype)", by="weight = dequantize().to(x.dtype)\n        ctx.dequantize = lambda: weight",
       says="The dequantized weight is kept for the backward pass. Then every layer's 16-bit weight lies in memory at once, and 4 bits have saved nothing.")
mutant(Q, name="weight-kept", kind="missing-step",
       replace=[("weight = dequantize().to(x.dtype)", "weight = dequantize().to(x.dtype)\n        ctx.weight = weight.clone()"),
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
mutant(Q, name="bias-may-be-none", kind="edge-case",
       replace="None if bias is None else bias.to(x.dtype)", by="bias.to(x.dtype)",
       says="bias may be None, and None has no dtype. Cast it only where there is one.")
mutant(Q, name="no-cast", kind="wrong-type",
       replace="weight = dequantize().to(x.dtype)", by="weight = dequantize()",
       says="W is not cast to x's dtype. dequantize may return any floating dtype, and torch multiplies only equal ones.")
mutant(Q, name="bias-not-cast", kind="wrong-type",
       replace="bias.to(x.dtype)", by="bias",
       says="The bias is not cast to x's dtype; torch adds only equal ones here.")
mutant(Q, name="no-cast-coming-back", kind="wrong-type",
       replace="weight = ctx.dequantize().to(grad.dtype)", by="weight = ctx.dequantize()",
       says="The backward pass does not cast W. With 16-bit activations and a weight that dequantizes to 32 bits, the first backward pass stops: cast to grad's dtype.")
mutant(Q, name="bias-trained", kind="extra-step",
       replace=[("if not ctx.needs_input_grad[0]:\n            return None, None, None", "if not ctx.needs_input_grad[0]:\n            return None, None, grad.reshape(-1, grad.shape[-1]).sum(0)")],
       says="The bias gets a gradient; it is frozen like the weight.")
mutant(Q, name="bias-trained", kind="extra-step",
       replace="return grad @ weight, None, None", by="return grad @ weight, None, grad.reshape(-1, grad.shape[-1]).sum(0)",
       says="The bias gets a gradient; it is frozen like the weight, and may be None.")
mutant(Q, name="one-gradient-returned", kind="missing-step",
       replace="return grad @ weight, None, None", by="return grad @ weight",
       says="One gradient is returned. backward gives one for each argument of forward after ctx, None where there is none: three.")
mutant(Q, name="flattened", kind="wrong-order",
       replace="return grad @ weight, None, None", by="return grad.reshape(-1, grad.shape[-1]) @ weight, None, None",
       says="The gradient comes back as a matrix. It has x's shape, with as many leading dimensions as x.")
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
mutant(Q, name="copy-of-input-kept", kind="extra-step",
       replace="ctx.dequantize = dequantize", by="ctx.dequantize, ctx.x = dequantize, x.detach().clone()",
       says="A copy of x is kept on ctx: as much memory as x itself, and nothing reads it. Only the gradient of W would need it, and W is frozen.")
mutant(Q, name="output-kept", kind="extra-step",
       replace="return F.linear(x, weight, None if bias is None else bias.to(x.dtype))", by="ctx.y = F.linear(x, weight, None if bias is None else bias.to(x.dtype))\n        return ctx.y",
       says="The output is kept on ctx, and the output holds ctx: the two keep each other in memory until Python happens to look for such rings. Nothing in the backward pass needs it.")
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
mutant(Q, name="decay-ignored", kind="ignored-argument",
       replace="page.mul_(1 - learning_rate * weight_decay)", by="pass",
       says="weight_decay is ignored: the page does not shrink by 1 - lr * decay.")
mutant(Q, name="zeros-are-none", kind="edge-case",
       replace="if gradient is None:", by="if gradient is None or not gradient.any():",
       says="A gradient of zeros is skipped like a missing one. Its moments must decay, and the page moves by what they hold.")
mutant(Q, name="betas-fixed", kind="ignored-argument", replace="b1, b2 = betas", by="b1, b2 = 0.9, 0.999",
       says="betas is ignored: b1 and b2 are 0.9 and 0.999 whatever it says.")
mutant(Q, name="eps-fixed", kind="ignored-argument", replace=".add_(eps)", by=".add_(1e-8)",
       says="eps is ignored: it is 1e-8 whatever it says.")
mutant(Q, name="rate-fixed", kind="ignored-argument",
       replace="b1, b2 = betas", by="learning_rate, (b1, b2) = 1e-3, betas",
       says="learning_rate is ignored: it is 0.001 whatever it says.")
mutant(Q, name="uphill", kind="wrong-formula",
       replace="value=-learning_rate / (1 - b1**step)", by="value=learning_rate / (1 - b1**step)",
       says="The step is added to the page; it is taken off, against the gradient.")
mutant(Q, name="m-takes-b1", kind="wrong-formula", replace="alpha=1 - b1", by="alpha=b1",
       says="The gradient enters m with weight b1. It is the other way round: b1 for the old m, 1 - b1 for the gradient.")
mutant(Q, name="counts-steps-from-0", kind="off-by-one",
       replace=[("1 - b2**step", "1 - b2 ** (step + 1)"), ("1 - b1**step", "1 - b1 ** (step + 1)")],
       says="The correction uses t + 1. step is t already, from 1.")
mutant(Q, name="gradient-changed", kind="extra-step",
       replace="v.mul_(b2).addcmul_(gradient, gradient, value=1 - b2)", by="v.mul_(b2).add_(gradient.mul_(gradient), alpha=1 - b2)",
       says="The gradient is changed in place. It belongs to the caller, who may add the next batch to it.")
