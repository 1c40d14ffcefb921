import type { KnownBlock } from '@slack/types';
import type { CardPart, Deps, RequestOffer, RequestPart } from '../../deps.ts';
import { mayAssess } from '../../domain/assess.ts';
import { type Assessment, answersIn, assessmentScreens, missingFor, stepOf } from '../../domain/assessment.ts';
import type { Roles } from '../../domain/people.ts';
import { isOpen, type RequestFile, sightOf } from '../../domain/request.ts';
import { section } from '../../slack/blocks.ts';
import { inline } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { optionsOf } from './opened.ts';
import { missingText } from './overview-view.ts';
import { textsOf } from './words.ts';

const ORDER = 20;
const MISSING_SHOWN = 5;

/** The step that a request is in and *Assess*, on its card. */
export async function assessCard(deps: Deps, { request }: RequestFile): Promise<CardPart | null> {
  if (request.door === 'other' || !isOpen(request) || request.state === 'proposed') return null;
  const assessment = await deps.storage.assessments.assessmentOf(request.id);
  const step = stepOf(request, assessment, optionsOf(deps, 'Etc/UTC'));
  const begun = Object.keys(assessment).length > 0;
  const lines = step === null || !begun ? [] : [`Step ${step.number}: ${step.name}`];
  return { order: ORDER, lines, buttons: [{ text: 'Assess', actionId: SHARED_ACTIONS.assessRequest }] };
}

/** Which step a request is in, what is decided and what is missing, for those who may read its answers. */
export async function assessRequestPart(deps: Deps, file: RequestFile, roles: Roles): Promise<RequestPart | null> {
  const { request } = file;
  if (request.door === 'other' || sightOf(file, roles) !== 'answers') return null;
  const assessment = await deps.storage.assessments.assessmentOf(request.id);
  const options = optionsOf(deps, roles.person.timeZone);
  const step = stepOf(request, assessment, options);
  const missing = missingFor(request, assessment, options);
  const begun = Object.keys(assessment).length > 0;
  if (step === null || !(isOpen(request) || begun)) return null;
  const now = `*Step ${step.number}: ${step.name}*`;
  const head = [...(isOpen(request) ? [now] : ['*Assessed*']), ...decided(request, assessment, options)].join('\n');
  const open = begun && isOpen(request) && missing.length > 0;
  const blocks: KnownBlock[] = [
    section(head, { blockId: 'assess' }),
    ...(open ? [section(missingText(missing, MISSING_SHOWN), { blockId: 'assess_missing' })] : []),
  ];
  return { order: ORDER, blocks, offers: mayAssess(roles, request).ok ? offers(missing.length === 0) : [] };
}

function offers(ready: boolean): RequestOffer[] {
  const again: RequestOffer = { text: 'Assess', actionId: SHARED_ACTIONS.assessRequest };
  if (!ready) return [{ ...again, style: 'primary' }];
  return [{ text: 'Propose a decision', actionId: SHARED_ACTIONS.proposeDecision, style: 'primary' }, again];
}

/** What was chosen so far: the choices only, since the texts stand in the assessment and on the work item. */
function decided(
  request: RequestFile['request'],
  assessment: Assessment,
  options: ReturnType<typeof optionsOf>,
): string[] {
  const answers = answersIn(assessment);
  const chosen = assessmentScreens(request, answers, options).flatMap((screen) => {
    const choices = new Set(
      screen.fields.filter(({ kind, id }) => kind === 'choice' && !id.startsWith('health-')).map(({ id }) => id),
    );
    return textsOf(screen, answers).filter(({ fieldId }) => choices.has(fieldId));
  });
  return chosen.length === 0 ? [] : [chosen.map(({ label, text }) => `${inline(label)}: ${inline(text)}`).join(' · ')];
}
