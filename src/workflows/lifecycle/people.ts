import type { Deps } from '../../deps.ts';
import { type CocreatePeople, setPeople } from '../../domain/cocreate-people.ts';
import { enteredIn } from '../../slack/ask.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { actOf } from './acting.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { answered, redrawBelow, workedOn } from './listeners.ts';
import { peopleModal } from './people-view.ts';

/** Whom a co-creation is made with, named. */
export function listenToPeople(listening: Listening, deps: Deps): void {
  onPressed(listening, ACTIONS.people, (pressed) => openPeople(deps, pressed));
  onSubmitted(
    listening,
    VIEWS.people,
    (submitted) => keepPeople(deps, submitted),
    (submitted, answer) => redrawBelow(listening, deps, submitted, answer),
  );
}

async function openPeople(deps: Deps, pressed: Pressed): Promise<void> {
  const file = await workedOn(deps, pressed, Number(pressed.value));
  if (file !== null) await pressed.open(peopleModal(file));
}

async function keepPeople(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { view, metadata } = submitted;
  const chosen = (id: string) => enteredIn(view, id) || null;
  const people: CocreatePeople = {
    ...{ product: chosen('product'), engineering: chosen('engineering'), owner: chosen('owner') },
    testers: view.state.values.testers?.testers?.selected_users ?? [],
    team: enteredIn(view, 'team'),
  };
  const wrong = await notMembers(deps, people);
  if (wrong !== null) return { errors: { [wrong]: 'Only full members of this workspace. Choose somebody else.' } };
  const decide = setPeople(actOf(deps, submitted), people);
  return answered(await deps.storage.stages.changeStage(Number(metadata.stage), decide, deps.now()), 'product');
}

async function notMembers(deps: Deps, { team, ...people }: CocreatePeople): Promise<string | null> {
  for (const [field, named] of Object.entries(people))
    for (const id of [named ?? []].flat()) if (!(await deps.access.who(id, '')).ok) return field;
  return null;
}
