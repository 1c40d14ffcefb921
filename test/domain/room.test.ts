import { expect, it } from 'vitest';
import { lowerCommitment, readRoom, roomProblems } from '../../src/domain/room.ts';
import type { Tool } from '../../src/domain/tool.ts';
import { KNOWN } from './decision-fixtures.ts';
import { tool } from './tool-fixtures.ts';

const TODAY = '2026-03-02';
const ROOM = readRoom({ roomTools: ['1'], roomLower: 'low', roomUntil: '2026-06-30' });
const LOWERING = { to: 'low', until: '', by: 'U0LEADER1', why: '', requestId: 1, decisionId: 1 } as const;
const good = (more: Partial<Tool> = {}): Tool => tool({ healthLevel: 'good', ...more });
const problems = (picked: Tool) => roomProblems(ROOM, { tools: [picked], work: [], to: null, today: TODAY });

it('HAND-8: a tool makes room by its own row; what an improvement plan or best effort lowers stays theirs', () => {
  expect(problems(good())).toEqual({});
  expect(problems(good({ criticality: 'low' }))).toMatchObject({ roomTools: expect.stringContaining('above Low') });
  expect(problems(good({ support: 'improvement-plan' }))).toMatchObject({
    roomTools: expect.stringContaining('has an improvement plan'),
  });
});

it('HAND-8: a decision lowers nothing that has got an improvement plan meanwhile', () => {
  const lower = lowerCommitment({ ...LOWERING, weights: KNOWN.weights });
  const look = { named: () => null, planned: () => false, closedWork: () => [], told: () => [] };
  expect(lower(good(), look).ok).toBe(true);
  expect(lower(good({ support: 'improvement-plan' }), look).ok).toBe(false);
});
