import { test } from 'uvu';
import { survivesKills } from './kills.js';

test('20 workers killed at random moments of a run change no bit', () => survivesKills(20));

test.run();
