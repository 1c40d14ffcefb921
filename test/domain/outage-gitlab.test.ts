import { describe, expect, it } from 'vitest';
import { entriesFromGitLab, type IssueHistory, isTriageLabel } from '../../src/domain/outage-gitlab.ts';

const LABELS = { validationBacklog: 'workflow::validation backlog', past: ['workflow::in dev', 'workflow::in review'] };
const at = (minute: number): Date => new Date(Date.parse('2026-03-02T09:00:00Z') + minute * 60_000);

const history = (more: Partial<IssueHistory> = {}): IssueHistory => ({
  ...{ createdAt: at(0), updatedAt: at(60), closedAt: null, state: 'opened', assignees: [], labels: [] },
  ...{ states: [], labelChanges: [], notes: [] },
  ...more,
});
const told = (more: Partial<IssueHistory>): string[] =>
  entriesFromGitLab(history(more), LABELS).map(
    ({ event, key }) => `${event.kind} ${(event.at.getTime() - at(0).getTime()) / 60_000} ${key}`,
  );
const note = (id: number, body: string) => ({ id, body, at: at(id), by: 'engineer' });
const label = (id: number, action: 'add' | 'remove', name: string) => ({
  id,
  action,
  label: name,
  at: at(id),
  by: 'engineer',
});

describe('what GitLab says of an outage (SLO-7, SLO-8, SLO-9)', () => {
  it('closed and reopened at GitLab’s own times', () => {
    const states = [
      { id: 5, state: 'closed', at: at(5), by: 'engineer' },
      { id: 9, state: 'reopened', at: at(9), by: 'engineer' },
    ];
    expect(told({ states })).toEqual(['closed 5 state:5', 'reopened 9 state:9']);
    expect(told({ state: 'closed', closedAt: at(7) })).toEqual([`closed 7 closed:${at(7).toISOString()}`]);
  });

  it('triaged by a workflow label past the validation backlog, and no more when the last of them goes', () => {
    const labelChanges = [
      label(1, 'add', 'workflow::validation backlog'),
      label(4, 'add', 'workflow::in dev'),
      label(6, 'add', 'workflow::in review'),
      label(7, 'remove', 'workflow::in dev'),
      label(8, 'remove', 'workflow::in review'),
      label(9, 'add', 'bug'),
    ];
    expect(told({ labelChanges })).toEqual(['triaged 4 label:4', 'untriaged 8 label:8']);
    expect(told({ labels: ['workflow::in dev'] })).toEqual(['triaged 0 label:opened']);
  });

  it.each<[string, Partial<IssueHistory>, string[]]>([
    ['one', { notes: [note(3, 'assigned to @engineer')] }, ['assigned 3 note:3']],
    [
      'two, of whom one goes',
      { notes: [note(3, 'assigned to @engineer and @second'), note(5, 'unassigned @second')], assignees: ['engineer'] },
      ['assigned 3 note:3'],
    ],
    [
      'one and then nobody',
      { notes: [note(5, 'unassigned @engineer'), note(3, 'assigned to @engineer')] },
      ['assigned 3 note:3', 'unassigned 5 note:5'],
    ],
    [
      'handed on in one go',
      { notes: [note(3, 'assigned to @a'), note(4, 'assigned to @b and unassigned @a')], assignees: ['b'] },
      ['assigned 3 note:3'],
    ],
    ['from the start', { assignees: ['engineer'] }, ['assigned 0 assigned:opened']],
    [
      'from the start, and then nobody',
      { notes: [note(5, 'unassigned @engineer')] },
      ['assigned 0 assigned:opened', 'unassigned 5 note:5'],
    ],
    [
      'nobody: other notes say nothing',
      { notes: [note(3, 'changed the description'), note(4, 'assigned a weight')] },
      [],
    ],
  ])('assigned, read out of the system notes: %s', (_, more, wanted) => {
    expect(told(more)).toEqual(wanted);
  });

  it('the same history gives the same keys, in whatever order it is told', () => {
    const notes = [note(3, 'assigned to @a'), note(4, 'unassigned @a'), note(6, 'assigned to @b')];
    expect(told({ notes, assignees: ['b'] })).toEqual(told({ notes: [...notes].reverse(), assignees: ['b'] }));
  });
});

it('a triage mark is any workflow label but the validation backlog, however the settings call them', () => {
  const marks = (labels: string[], of = LABELS) => labels.filter((each) => isTriageLabel(each, of));
  expect(marks(['workflow::in dev', 'workflow::blocked', 'workflow::validation backlog', 'bug'])).toEqual([
    ...['workflow::in dev', 'workflow::blocked'],
  ]);
  expect(marks(['doing', 'to do', 'bug'], { validationBacklog: 'to do', past: ['doing'] })).toEqual(['doing']);
});
