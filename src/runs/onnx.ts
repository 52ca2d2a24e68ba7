/**
 * A value function as an ONNX model. Field numbers and operators: github.com/onnx/onnx, onnx.proto3 and Operators.md,
 * operator set 13.
 *
 *   input   observations  f32 [n, inputs]
 *   output  value         f32 [n]     V̂ = (1/κ)·log(mean_k exp(κ·V_k)), eq. 6; the mean if κ = 0
 *           members       f32 [K, n]  V_k = f_k + β·p_k, eq. 5
 *
 * The K networks are computed at once: their weights lie in one tensor [K, in, out] for each layer, and MatMul takes
 * the first dimension as a batch.
 */

import type { TrainedValue } from '../value/trained.js';
import { VERSION } from '../version.js';
import { encodeF32 } from './actions-hash.js';
import { Message } from './protobuf.js';

const IR_VERSION = 8;
const OPERATOR_SET = 13;
const FLOAT = 1; // TensorProto.DataType
const INT64 = 7;
const ATTRIBUTE_INT = 2; // AttributeProto.AttributeType
const ATTRIBUTE_INTS = 7;

export function encodeOnnx(value: TrainedValue): Uint8Array {
  const graph = new Graph();
  const trained = networks(graph, 'network', value, value.weights);
  const prior = networks(graph, 'prior', value, value.priors);
  const scale = graph.constant('prior_scale', [], [value.priorScale]);
  const sum = graph.node('Add', [trained, graph.node('Mul', [scale, prior])]);
  const last = graph.axes('last_axis', 2);
  const first = graph.axes('first_axis', 0);
  graph.node('Squeeze', [sum, last], {}, 'members');
  graph.node('Squeeze', [optimistic(graph, 'members', value.kappa), first], {}, 'value');
  const inputs = value.sizes[0]!;
  return new Message()
    .integer(1, IR_VERSION)
    .text(2, 'polo-mpc')
    .text(3, VERSION)
    .message(
      7,
      graph.encode(
        'value',
        ['observations', ['n', inputs]],
        [
          ['value', ['n']],
          ['members', [value.members, 'n']],
        ],
      ),
    )
    .message(8, new Message().text(1, '').integer(2, OPERATOR_SET))
    .encode();
}

/** [K, n, 1] of the K networks with these weights. */
function networks(graph: Graph, name: string, value: TrainedValue, weights: Float32Array): string {
  const { sizes, members } = value;
  const parameters = weights.length / members;
  let output = 'observations';
  let offset = 0; // of the layer in a network's parameters
  for (let layer = 1; layer < sizes.length; layer++) {
    const [inputs, outputs] = [sizes[layer - 1]!, sizes[layer]!];
    const stacked = (from: number, length: number): number[] =>
      Array.from({ length: members }, (_, k) => {
        const start = k * parameters + from;
        return [...weights.subarray(start, start + length)];
      }).flat();
    const w = graph.constant(
      `${name}_w${layer}`,
      [members, inputs, outputs],
      stacked(offset, inputs * outputs),
    );
    offset += inputs * outputs;
    const b = graph.constant(`${name}_b${layer}`, [members, 1, outputs], stacked(offset, outputs));
    offset += outputs;
    output = graph.node('Add', [graph.node('MatMul', [output, w]), b]);
    if (layer < sizes.length - 1) output = graph.node('Tanh', [output]);
  }
  return output;
}

/** [1, n]: members [K, n] joined as in eq. 6, the largest subtracted before exp. */
function optimistic(graph: Graph, members: string, kappa: number): string {
  const overMembers = { axes: [0], keepdims: 1 };
  if (kappa === 0) return graph.node('ReduceMean', [members], overMembers);
  const factor = graph.constant('kappa', [], [kappa]);
  const scaled = graph.node('Mul', [members, factor]);
  const largest = graph.node('ReduceMax', [scaled], overMembers);
  const powers = graph.node('Exp', [graph.node('Sub', [scaled, largest])]);
  const logarithm = graph.node('Log', [graph.node('ReduceMean', [powers], overMembers)]);
  return graph.node('Div', [graph.node('Add', [logarithm, largest]), factor]);
}

type Port = readonly [name: string, dimensions: readonly (number | string)[]];

/** Nodes and constants of a graph, which refer to each other by name. */
class Graph {
  readonly #nodes: Message[] = [];
  readonly #constants: Message[] = [];

  /** @returns the name of its output */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Record<string, number | number[]> = {},
    output = `${operator}_${this.#nodes.length}`,
  ): string {
    const node = new Message();
    for (const input of inputs) node.text(1, input);
    node.text(2, output).text(3, output).text(4, operator);
    for (const [name, value] of Object.entries(attributes)) {
      const attribute = new Message().text(1, name);
      if (typeof value === 'number') attribute.integer(3, value).integer(20, ATTRIBUTE_INT);
      else {
        for (const each of value) attribute.integer(8, each);
        attribute.integer(20, ATTRIBUTE_INTS);
      }
      node.message(5, attribute);
    }
    this.#nodes.push(node);
    return output;
  }

  constant(name: string, dimensions: readonly number[], values: readonly number[]): string {
    return this.#tensor(name, FLOAT, dimensions, encodeF32(values));
  }

  /** A list of one axis. */
  axes(name: string, axis: number): string {
    return this.#tensor(name, INT64, [1], new Uint8Array(BigInt64Array.of(BigInt(axis)).buffer));
  }

  encode(name: string, input: Port, outputs: readonly Port[]): Message {
    return new Message()
      .messages(1, this.#nodes)
      .text(2, name)
      .messages(5, this.#constants)
      .message(11, port(input))
      .messages(12, outputs.map(port));
  }

  #tensor(name: string, type: number, dimensions: readonly number[], data: Uint8Array): string {
    const tensor = new Message();
    for (const size of dimensions) tensor.integer(1, size);
    this.#constants.push(tensor.integer(2, type).text(8, name).bytes(9, data));
    return name;
  }
}

/** ValueInfoProto: a name and the shape of what it stands for. */
function port([name, dimensions]: Port): Message {
  const shape = new Message().messages(
    1,
    dimensions.map((size) =>
      typeof size === 'number' ? new Message().integer(1, size) : new Message().text(2, size),
    ),
  );
  const tensor = new Message().integer(1, FLOAT).message(2, shape);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}
