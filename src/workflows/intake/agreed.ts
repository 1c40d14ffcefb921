import type { Deps } from '../../deps.ts';
import type { Engagement } from '../../domain/engagement.ts';
import { type Answers, startingAnswers, TITLE_LIMIT } from '../../domain/form.ts';
import { intakeForm } from '../../domain/intake-forms.ts';
import { requestNumber } from '../../domain/owed.ts';
import { TEAM_ONLY } from '../../domain/request-act.ts';
import { truncate } from '../../slack/escape.ts';
import type { Pressed } from '../../slack/listen.ts';
import { freshDraft, keepDraft, type OpenDraft, readDraft } from './drafts.ts';
import { requesterOf } from './filing.ts';
import { screenOf, show } from './screens.ts';

/** The form for what was agreed in a meeting, with what is known of it; filed, the meeting says which request it became (CHA-3). */
export async function openAgreed(deps: Deps, pressed: Pressed): Promise<void> {
  const { roles, value, tell } = pressed;
  const [meetingId = '', index = '', door = ''] = value.split(' ');
  if (!roles.team) return tell(TEAM_ONLY);
  const found = await deps.storage.engagements.meeting(Number(meetingId));
  const agreed = found?.meeting.agreed[Number(index)];
  if (found === null || agreed === undefined) return tell('That meeting is not known any more.');
  if (agreed.requestId !== null) return tell(`It was opened as *${requestNumber(agreed.requestId)}* already.`);
  const draft = await draftFor(deps, pressed, {
    place: `${meetingId} ${index}`,
    door,
    what: agreed.what,
    engagement: found.engagement,
  });
  if (draft === null) return;
  await keepDraft(deps, draft, roles.person.id);
  await show(deps, pressed, await screenOf(deps, draft, roles));
}

type About = { place: string; door: string; what: string; engagement: Engagement };

/** Where one was begun it goes on, unless it was begun by the other door. */
async function draftFor(
  deps: Deps,
  { roles }: Pressed,
  { place, door, what, engagement }: About,
): Promise<OpenDraft | null> {
  const form = intakeForm(door);
  if (form === undefined || (door !== 'new' && door !== 'other')) return null;
  const id = `agreed:${place.replace(' ', ':')}:${roles.person.id}`;
  const kept = await deps.storage.drafts.draft(id);
  if (kept?.form === form.id) return readDraft(kept);
  const origin: Record<string, string> = {
    agreed: place,
    ...(engagement.contactId === null ? {} : { saidBy: engagement.contactId }),
  };
  const requester = await requesterOf(deps, origin, roles);
  const answers = { ...startingAnswers(form, requester.person.id), ...startsWith(what, engagement) };
  return { ...freshDraft(form, requester.person.id), id, answers, origin };
}

/** Where it comes from is a guess, which whoever fills it in corrects. */
function startsWith(what: string, { team, risks }: Engagement): Answers {
  const source = risks ? 'risk-register' : 'automation';
  return { title: truncate(what, TITLE_LIMIT), problem: what, about: what, team: truncate(team, 100), source };
}
