import {
  type Assessment,
  type AssessmentOptions,
  assessmentScreens,
  missingFor,
  openFields,
} from '../src/domain/assessment.ts';
import { asked } from '../src/domain/decision-tool.ts';
import { type Answer, type Answers, type Field, isList } from '../src/domain/form.ts';
import { criteriaFrom } from '../src/domain/health.ts';

/** The criteria that hold where the settings name none, as the assessment asks them. */
export const CRITERIA = criteriaFrom({ good: [], better: [], best: [] });
const OPTIONS: AssessmentOptions = { criteria: asked(CRITERIA) };
const AT = new Date('2026-03-01T10:00:00Z');

/** What makes Integrate whole, but the epic and the milestone that it needs. */
export const LINK = 'https://gitlab.example.com/groups/group/-/epics/12';

function answerTo(field: Field): Answer {
  const first = field.options?.[0]?.id;
  const text = (): string => {
    if (field.kind === 'link' || field.kind === 'links') return LINK;
    if (field.kind === 'date') return '2099-12-31';
    return first ?? `${field.label}, assessed`;
  };
  return isList(field) ? [text()] : text();
}

/** Complete answers of the team: choices by `own`, else the first option; every other one made up. */
export function assessedAnswers(door: 'new' | 'handover', own: Answers = {}): Answers {
  let answers: Answers = { category: 'maintain', ...own };
  for (let round = 0; round < 20; round += 1) {
    const open = assessmentScreens({ door }, answers, OPTIONS).flatMap((screen) => openFields(screen, answers));
    if (open.length === 0) return answers;
    answers = { ...answers, ...Object.fromEntries(open.map((field) => [field.id, answerTo(field)])) };
  }
  throw new Error(`never complete: ${missingFor({ door }, asAssessment(answers), OPTIONS).join('; ')}`);
}

/** Answers as the request keeps them: each with who gave it. */
export function asAssessment(answers: Answers): Assessment {
  return Object.fromEntries(Object.entries(answers).map(([id, answer]) => [id, { answer, by: 'U0ENGINE1', at: AT }]));
}

/** Answers by which the tool has this health. */
export function health(level: 'below-good' | 'unknown' | 'good'): Answers {
  const good = CRITERIA.filter((each) => each.level === 'good').map(({ id }) => `health-${id}`);
  const rest = CRITERIA.filter((each) => each.level !== 'good').map(({ id }) => `health-${id}`);
  const said = { 'below-good': 'unmet', unknown: 'unknown', good: 'met' }[level];
  return Object.fromEntries([
    ...good.map((id) => [id, said]),
    ...rest.map((id) => [id, level === 'good' ? 'unmet' : said]),
  ]);
}

type Raw = { prepare(text: string): { run(...values: unknown[]): unknown } };

/** Writes an assessment straight into the database, and takes the request to assessment as its first answer does. */
export function seedAssessment(client: Raw, requestId: number, answers: Answers): void {
  const put = client.prepare(
    'INSERT OR REPLACE INTO assessment_answer (request_id, field, answer, "by", at) VALUES (?, ?, ?, ?, ?)',
  );
  for (const [field, answer] of Object.entries(answers))
    put.run(requestId, field, JSON.stringify(answer), 'U0ENGINE1', AT.getTime());
  client.prepare(`UPDATE request SET state = 'in assessment' WHERE id = ? AND state = 'new'`).run(requestId);
}
