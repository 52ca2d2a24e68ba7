import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkChoice, checkInteger, checkKnown, checkNumber, OptionError } from '../src/options.js';

test('messages name the option, what it accepts and what it got', () => {
  const cases: [() => unknown, string][] = [
    [() => checkInteger('horizon', 0, { min: 1 }), 'horizon must be an integer ≥ 1, got 0'],
    [() => checkInteger('horizon', 1.5, { min: 1 }), 'horizon must be an integer ≥ 1, got 1.5'],
    [() => checkInteger('steps', 'x'), "steps must be an integer, got 'x'"],
    [
      () => checkNumber('gamma', 1, { above: 0, below: 1 }),
      'gamma must be a finite number > 0 and < 1, got 1',
    ],
    [() => checkNumber('gamma', Number.NaN), 'gamma must be a finite number, got NaN'],
    [() => checkNumber('x', 3, { max: 2 }), 'x must be a finite number ≤ 2, got 3'],
    [() => checkChoice('agent', 'dqn', ['polo', 'mpc']), "agent must be one of polo, mpc, got 'dqn'"],
    [
      () => checkKnown('an agent', { horizn: 1 }, ['horizon']),
      "an agent has no option 'horizn'; it accepts horizon",
    ],
  ];
  for (const [check, message] of cases) {
    assert.throws(
      check,
      (error: Error) => error instanceof OptionError && error.message === message,
      message,
    );
  }
});

test('accepted values come back', () => {
  assert.is(checkInteger('n', 3, { min: 3, max: 3 }), 3);
  assert.is(checkNumber('x', 0.5, { above: 0, below: 1 }), 0.5);
  assert.is(checkChoice('agent', 'mpc', ['polo', 'mpc']), 'mpc');
});

test.run();
