/** The thread of the agent: keeps one run going at a time. Its rollouts are on further threads. */

import { messageOf } from '../src/errors.js';
import type { FromAgent, Pace, RunConfig, ToAgent } from './protocol.js';
import { Session } from './session.js';

const port = globalThis as unknown as {
  postMessage(message: FromAgent, transfer?: Transferable[]): void;
  onmessage: (event: MessageEvent<ToAgent>) => void;
};

let session: Session | undefined;

/** After the end nobody wants to hear of a run any more. */
function fail(of: Session, error: unknown): void {
  if (of !== session) return;
  port.postMessage({ type: 'failed', message: messageOf(error) });
}

function start(config: RunConfig, pace: Pace): Session {
  const started = new Session(config, pace, (message, transfer) => port.postMessage(message, transfer));
  started.live().catch((error) => fail(started, error));
  return started;
}

port.onmessage = ({ data }) => {
  switch (data.type) {
    case 'start':
      session?.end();
      session = start(data.config, data.pace);
      return;
    case 'pace':
      session?.setPace(data.pace);
      return;
    case 'step':
      session?.stepOnce();
      return;
    case 'push':
      session?.push(data.by);
  }
};
