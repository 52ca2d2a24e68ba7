/** One run of an agent: its loop in time, and what is told about it. */

import { nextTurn } from '../src/planners/pace.js';
import { Polo, type StepReport } from '../src/polo.js';
import { ActionsHash } from '../src/runs/actions-hash.js';
import { HALF_SIDE } from '../src/tasks/maze.js';
import { resolveTask } from '../src/tasks/resolve.js';
import { PointMassWorld } from '../src/worlds/equations/point-mass.js';
import { poseFloats } from '../src/worlds/scene.js';
import type { Task } from '../src/worlds/world.js';
import { FieldMap } from './field.js';
import { type FromAgent, HASHED_STEPS, type Pace, type RunConfig, type StepView } from './protocol.js';
import { Handle } from './push.js';
import { type Moment, Sketch } from './sketch.js';

type Tell = (message: FromAgent, transfer?: Transferable[]) => void;

/** Milliseconds between two messages about steps, sketches and maps. */
const TELL_EVERY = 15;
const SKETCH_EVERY = 90;
const FIELD_EVERY = 200;
/** Share of a step's time that a plan may take when the clock decides; the rest is for everything else. */
const PLAN_SHARE = 0.85;
/** Milliseconds that a run may be late before it stops trying to catch up. */
const LATE = 100;

export class Session {
  #pace: Pace;
  #wake: () => void = () => {};
  #ended = false;
  /** Steps to be taken although the run is paused. */
  #singles = 0;
  /** Why the run cannot be made again by its link. */
  #once: string | null = null;
  /** x y after each of the steps that wait. */
  #places: number[] = [];
  #push: readonly [number, number, number] | null = null;
  #waiting: StepView[] = [];
  #lastTold = 0;
  #lastSketch = 0;
  #lastField = 0;

  constructor(
    private readonly config: RunConfig,
    pace: Pace,
    private readonly tell: Tell,
  ) {
    this.#pace = pace;
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  setPace(pace: Pace): void {
    this.#pace = pace;
    this.#wake();
  }

  stepOnce(): void {
    this.#singles++;
    this.#wake();
  }

  push(by: readonly [number, number, number] | null): void {
    this.#push = by;
  }

  /** Makes the agent and lets it live until the end. */
  async live(): Promise<void> {
    this.#say({ type: 'loading', what: 'Making the world…' });
    const task = await resolveTask({ module: this.config.task, options: this.config.options });
    const agent = await Polo.create(task, this.config.settings);
    try {
      this.#limitPlans(agent);
      const sketch = await Sketch.create(task, agent).catch(() => undefined); // a run goes on without its drawings
      const field = await FieldMap.create(task, agent);
      const handle = Handle.of(agent.world);
      this.#describe(agent, task, handle);
      await this.#loop(agent, sketch, field, handle);
    } finally {
      await agent.close();
    }
  }

  /** After the end nobody wants to hear of this run any more. */
  #say(message: FromAgent, transfer: Transferable[] = []): void {
    if (!this.#ended) this.tell(message, transfer);
  }

  /** Gives plans a deadline while the clock decides. */
  #limitPlans(agent: Polo): void {
    const { planner } = agent;
    const plan = planner.plan.bind(planner);
    planner.plan = (state, ...rest) => {
      const [options = {}] = rest as [Record<string, unknown>?];
      const deadlineMs = 1000 * PLAN_SHARE * (agent.timestep / (this.#pace.speed || 1));
      const limited = this.#pace.clock ? { ...options, deadlineMs } : options;
      return (plan as (state: ArrayLike<number>, options: object) => Promise<Float32Array>)(state, limited);
    };
  }

  #describe(agent: Polo, task: Task, handle: Handle | undefined): void {
    const scene = agent.world.scene?.() ?? null;
    this.#say({
      type: 'ready',
      info: {
        scene,
        poses: posesOf(agent),
        timestep: agent.timestep,
        measureName: task.measureName ?? null,
        threads: agent.threads,
        horizon: agent.settings.horizon,
        rollouts: agent.settings.rollouts,
        settings: { ...agent.settings },
        halfSide: agent.world instanceof PointMassWorld ? HALF_SIDE : null,
        canPush: handle !== undefined,
        notice: task.notice ?? null,
      },
    });
  }

  async #loop(agent: Polo, sketch?: Sketch, field?: FieldMap, handle?: Handle): Promise<void> {
    const hash = new ActionsHash();
    let due = performance.now();
    let moment: Moment | undefined;
    while (!this.#ended) {
      if (this.#pace.paused && this.#singles === 0) {
        await this.#flush(agent, sketch, moment, field);
        await new Promise<void>((resolve) => (this.#wake = resolve));
        due = performance.now();
        continue;
      }
      if (this.#singles > 0) this.#singles--;
      if (this.#push && handle) {
        handle.pull(agent, this.#push);
        this.#once = 'pushed';
      }
      moment = sketch?.before(agent);
      const started = performance.now();
      const report = await agent.step();
      this.#waiting.push(view(report, agent, performance.now() - started));
      if (this.#waiting.at(-1)!.rolloutsDone < agent.settings.rollouts) this.#once ??= 'plans cut short';
      if (field) this.#places.push(agent.state[0]!, agent.state[1]!);
      if (report.step <= HASHED_STEPS) hash.add(report.action);
      if (report.step === HASHED_STEPS) {
        this.#say({ type: 'hash', steps: report.step, hash: await hash.hex(), why: this.#once });
      }
      sketch?.after(agent);
      if (performance.now() - this.#lastTold >= TELL_EVERY) await this.#flush(agent, sketch, moment, field);
      due = await this.#rest(due, agent.timestep);
    }
  }

  /** Waits until the next step is due. @returns when the one after it is */
  async #rest(due: number, timestep: number): Promise<number> {
    const { speed } = this.#pace;
    const next = speed > 0 ? due + (1000 * timestep) / speed : performance.now();
    const early = next - performance.now();
    // Timers are coarse: short waits are saved up.
    if (early > 5) await new Promise<void>((resolve) => setTimeout(resolve, early));
    else await nextTurn();
    return Math.max(next, performance.now() - LATE);
  }

  async #flush(agent: Polo, sketch?: Sketch, moment?: Moment, field?: FieldMap): Promise<void> {
    if (this.#waiting.length === 0) return;
    const now = performance.now();
    const transfer: Transferable[] = [];
    let sketched: ReturnType<Sketch['draw']> | undefined;
    if (sketch && moment && now - this.#lastSketch >= SKETCH_EVERY) {
      sketched = sketch.draw(agent, moment);
      this.#lastSketch = performance.now();
    }
    let map: ReturnType<FieldMap['draw']> | undefined;
    if (field && now - this.#lastField >= FIELD_EVERY) {
      map = field.draw(agent);
      this.#lastField = performance.now();
    }
    const poses = posesOf(agent);
    transfer.push(poses.buffer);
    const places = field && Float32Array.from(this.#places);
    this.#say({ type: 'steps', steps: this.#waiting, poses, places, sketch: sketched, field: map }, transfer);
    this.#waiting = [];
    this.#places = [];
    this.#lastTold = performance.now();
  }
}

function posesOf({ world }: Polo): Float32Array<ArrayBuffer> {
  const poses = new Float32Array(poseFloats(world.scene?.()));
  world.poses?.(poses);
  return poses;
}

function view(report: StepReport, agent: Polo, milliseconds: number): StepView {
  const orNull = (value: number) => (Number.isFinite(value) ? value : null);
  const { rolloutsDone } = agent.planner as { rolloutsDone?: number };
  return {
    step: report.step,
    time: report.time,
    episode: report.episode,
    reward: report.reward,
    measure: orNull(report.measure),
    value: orNull(report.value),
    valueSpread: orNull(report.valueSpread),
    effectiveSampleSize: orNull(report.effectiveSampleSize),
    rolloutsDone: rolloutsDone ?? agent.settings.rollouts,
    milliseconds,
    simulationSteps: agent.simulationSteps,
  };
}
