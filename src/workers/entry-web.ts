/** The worker's program in browsers. */

import type { Endpoint } from 'comlink';
import { serve } from './entry.js';

serve(globalThis as unknown as Endpoint);
