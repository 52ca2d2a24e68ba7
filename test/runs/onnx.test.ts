import * as ort from 'onnxruntime-web';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Random } from '../../src/random.js';
import { encodeOnnx } from '../../src/runs/onnx.js';
import { Message } from '../../src/runs/protobuf.js';
import { ValueEnsemble } from '../../src/value/ensemble.js';

test('protobuf: the examples of its documentation', () => {
  assert.equal([...new Message().integer(1, 150).encode()], [0x08, 0x96, 0x01]);
  assert.equal([...new Message().text(2, 'testing').encode()], [0x12, 7, ...Buffer.from('testing')]);
  const inner = new Message().integer(1, 150);
  assert.equal([...new Message().message(3, inner).encode()], [0x1a, 3, 8, 0x96, 1]);
  assert.equal([...new Message().integer(1, 2 ** 40).encode()], [8, 128, 128, 128, 128, 128, 32]);
});

/** Ensembles that have learned a little, so that no weight is what it was at the start. */
const cases = [
  { observationSize: 4, hidden: [16, 16], members: 6, kappa: 1, priorScale: 0.3, gamma: 0.99 },
  { observationSize: 1, hidden: [3], members: 1, kappa: 0, priorScale: 1, gamma: 0.9 },
  { observationSize: 34, hidden: [64, 32, 8], members: 5, kappa: 30, priorScale: 0, gamma: 0.99 },
];

for (const { gamma, ...options } of cases) {
  const { observationSize, hidden, members, kappa, priorScale } = options;
  const name = `${members} networks ${[observationSize, ...hidden, 1].join('-')}, κ = ${kappa}, β = ${priorScale}`;
  test(`ONNX Runtime Web gives the ensemble's values: ${name}`, async () => {
    const ensemble = await ValueEnsemble.create({ ...options, seed: 5 });
    const random = new Random(9, 0);
    const draw = (count: number, width: number): Float32Array =>
      Float32Array.from({ length: count }, () => random.uniform(-width, width));
    const rows = 37;
    for (let step = 0; step < 20; step++) ensemble.train(draw(8 * observationSize, 1), draw(8 * members, 2));
    const model = encodeOnnx({ ...ensemble.parameters(), kappa, priorScale, gamma });
    const session = await ort.InferenceSession.create(model);
    assert.equal(session.inputNames, ['observations']);
    assert.equal(session.outputNames, ['value', 'members']);
    const observations = draw(rows * observationSize, 3);
    const input = new ort.Tensor('float32', observations, [rows, observationSize]);
    const outputs = await session.run({ observations: input });
    assert.equal(outputs.value!.dims, [rows]);
    assert.equal(outputs.members!.dims, [members, rows]);
    const close = (found: Float32Array, expected: Float32Array): void => {
      const worst = Math.max(...expected.map((each, i) => Math.abs(each - found[i]!)));
      assert.ok(worst < 1e-5, `off by ${worst}`);
    };
    close(outputs.members!.data as Float32Array, ensemble.predict(observations));
    close(outputs.value!.data as Float32Array, ensemble.values(observations));
    await session.release();
  });
}

test.run();
