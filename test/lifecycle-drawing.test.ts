import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STAGE_KINDS } from '../src/domain/stage.ts';
import { stageKindOf } from '../src/domain/stage-kinds.ts';
import { TOOL_STATES } from '../src/domain/tool.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const drawing = /```mermaid\n([\s\S]*?)```/u.exec(readme)?.[1] ?? '';
const id = (text: string): string => text.replaceAll('-', '_');

/** Each box or frame that stands for something in the code: its id and label. Round ones stand for what is outside. */
const drawn = [...drawing.matchAll(/(\w+) ?\["([^"]+)"\]/gu)].map(([, name = '', label = '']) => `${name}: ${label}`);

describe('the drawing of the lifecycle in the README', () => {
  it('shows each state of a tool, each way and each of its phases as the code names them, and nothing else', () => {
    const kinds = STAGE_KINDS.map((kind) => stageKindOf({ kind }));
    const known = [
      ...TOOL_STATES.map(({ id: state, label }) => `state_${id(state)}: ${label}`),
      ...kinds.map(({ kind, label }) => `${id(kind)}: ${label}`),
      ...kinds.flatMap(({ kind, phases }) => phases.map((phase) => `${id(kind)}_${id(phase.id)}: ${phase.label}`)),
    ];
    expect(drawn.sort()).toEqual(known.sort());
  });

  it('leaves no box without an arrow', () => {
    const arrows = drawing
      .split('\n')
      .filter((line) => /--?>/u.test(line))
      .join('\n');
    const boxes = drawn.map((each) => each.split(':')[0] ?? '').filter((name) => !STAGE_KINDS.map(id).includes(name));
    expect(boxes.filter((name) => !new RegExp(`\\b${name}\\b`, 'u').test(arrows))).toEqual([]);
  });
});
