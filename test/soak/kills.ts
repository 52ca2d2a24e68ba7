/** 200 workers killed over a run. */

import { test } from 'uvu';
import { survivesKills } from '../workers/kills.js';

test('200 workers killed at random moments of a run change no bit', () => survivesKills(200));

test.run();
