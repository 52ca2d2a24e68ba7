/**
 * The bare loop on a second thread, at the same time as on the calling one: what this machine's processors give two
 * threads that share nothing, wait for nothing and say nothing. No planner can scale better.
 */

import { once } from 'node:events';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { BareMujoco } from '../bare-mujoco.js';

interface Model {
  readonly xml: string;
  readonly physicsSteps: number;
}

interface Rollouts {
  readonly state: Float64Array;
  /** [rollouts][steps][controls] */
  readonly controls: Float64Array;
  readonly rollouts: number;
  readonly steps: number;
}

export class BareThread {
  static async create(xml: string, physicsSteps: number): Promise<BareThread> {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: { xml, physicsSteps } satisfies Model,
    });
    await once(worker, 'message');
    return new BareThread(worker);
  }

  private constructor(private readonly worker: Worker) {}

  /** Replays the second half of the rollouts there while `bare` replays the first half here. */
  async replayHalves(bare: BareMujoco, { state, controls, rollouts, steps }: Rollouts): Promise<void> {
    const here = Math.ceil(rollouts / 2);
    const rest = controls.subarray(here * steps * bare.controls);
    const message: Rollouts = { state, controls: rest, rollouts: rollouts - here, steps };
    this.worker.postMessage(message);
    const done = once(this.worker, 'message');
    bare.replay(state, controls, here, steps);
    await done;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

if (parentPort) {
  const port = parentPort;
  const { xml, physicsSteps } = workerData as Model;
  const bare = await BareMujoco.create(xml, physicsSteps);
  port.on('message', ({ state, controls, rollouts, steps }: Rollouts) => {
    bare.replay(state, controls, rollouts, steps);
    port.postMessage('done');
  });
  port.postMessage('ready');
}
