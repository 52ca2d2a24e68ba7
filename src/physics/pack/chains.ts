/** Which degrees of freedom move a body. */

import type { MjModel } from '../../worlds/mujoco/module.js';

/** Those of the body and of all that it hangs on. */
export function chainOf(model: MjModel, body: number): Set<number> {
  const chain = new Set<number>();
  for (let b = body; b > 0; b = model.body_parentid[b]) {
    const first: number = model.body_dofadr[b];
    for (let i = 0; i < model.body_dofnum[b]; i++) chain.add(first + i);
  }
  return chain;
}

/** A degree of freedom and the weights of the two wrenches it feels (see the table of levers). */
export interface Lever {
  readonly dof: number;
  readonly first: number;
  readonly second: number;
}

/** The levers of all degrees of freedom that move some of the bodies; `weigh` gets for each body whether it moves. */
export function leversOf(
  model: MjModel,
  bodies: readonly number[],
  weigh: (...moves: number[]) => [first: number, second: number],
): Lever[] {
  const chains = bodies.map((body) => chainOf(model, body));
  const dofs = [...new Set(chains.flatMap((chain) => [...chain]))].sort((a, b) => a - b);
  return dofs
    .map((dof) => {
      const [first, second] = weigh(...chains.map((chain) => Number(chain.has(dof))));
      return { dof, first, second };
    })
    .filter(({ first, second }) => first !== 0 || second !== 0);
}
