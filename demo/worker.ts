/** The thread of the agent: keeps one run going at a time. Its rollouts are on further threads. */

import type { FromAgent, ToAgent } from './protocol.js';
import { Session } from './session.js';

const port = globalThis as unknown as {
  postMessage(message: FromAgent, transfer?: Transferable[]): void;
  onmessage: (event: MessageEvent<ToAgent>) => void;
};

let session: Session | undefined;

function fail(error: unknown): void {
  port.postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
}

port.onmessage = ({ data }) => {
  switch (data.type) {
    case 'start':
      session?.end();
      session = new Session(data.config, data.pace, (message, transfer) =>
        port.postMessage(message, transfer),
      );
      session.live().catch(fail);
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
