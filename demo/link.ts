/**
 * A run as the part of an address after '#': `task=humanoid-getup&seed=7&horizon=16&option.physics="mujoco"`. What is
 * not named is the task's default; nor is what changes nothing of what happens. Values are JSON, or text where they are not.
 */

import { ANY_BITS } from '../src/settings.js';
import type { RunConfig } from './protocol.js';

const OPTION = 'option.';

export function linkOf({ task, options, settings }: RunConfig): string {
  const link = new URLSearchParams({ task });
  for (const [name, value] of Object.entries(settings)) {
    if (!ANY_BITS.includes(name)) link.set(name, textOf(value));
  }
  for (const [name, value] of Object.entries(options)) link.set(OPTION + name, textOf(value));
  return `#${link}`;
}

/** @returns undefined if the text names no task */
export function runOf(link: string): RunConfig | undefined {
  const parts = new URLSearchParams(link.replace(/^#/, ''));
  const task = parts.get('task');
  if (!task) return undefined;
  const options: Record<string, unknown> = {};
  const settings: Record<string, unknown> = {};
  for (const [name, text] of parts) {
    if (name.startsWith(OPTION)) options[name.slice(OPTION.length)] = readValue(text);
    else if (name !== 'task') settings[name] = readValue(text);
  }
  return { task, options, settings };
}

/** A text that would be read as something else is written as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' && readValue(value) === value ? value : JSON.stringify(value);
}

export function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
