import type { KnownBlock, ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { type CocreatePeople, peopleOf } from '../../domain/cocreate-people.ts';
import type { StageFile } from '../../domain/stage.ts';
import { input } from '../../slack/ask.ts';
import { fields, header, modal } from '../../slack/blocks.ts';
import { inline, mentionPerson } from '../../slack/escape.ts';
import { VIEWS } from './ids.ts';

const NOBODY = '_nobody yet_';
const who = (id: string | null): string => (id === null ? NOBODY : mentionPerson(id));

/** Whom it is made with, in the workspace. */
export function peopleBlocks({ stage }: Pick<StageFile, 'stage'>): KnownBlock[] {
  const { product, engineering, testers, owner, team } = peopleOf(stage);
  const owning = [...(team === '' ? [] : [inline(team)]), ...(owner === null ? [] : [mentionPerson(owner)])];
  return [
    header('People', 'people'),
    fields(
      [
        `*Product*\n${who(product)}`,
        `*Engineering*\n${who(engineering)}`,
        `*Internal testers (Customer Zero)*\n${testers.length === 0 ? NOBODY : testers.map(mentionPerson).join(', ')}`,
        `*Eventual owning team*\n${owning.length === 0 ? NOBODY : owning.join(', ')}`,
      ],
      'people_fields',
    ),
  ];
}

/** Product and Engineering as the settings name them first. */
export async function startingPeople({ access, settings }: Deps): Promise<{ people: CocreatePeople }> {
  const [product] = await access.named(settings.people.product);
  const [engineering] = await access.named(settings.people.engineering);
  const nobody = { testers: [], owner: null, team: '' };
  return { people: { product: product?.id ?? null, engineering: engineering?.id ?? null, ...nobody } };
}

/** The form that names them. */
export function peopleModal({ stage }: StageFile): ModalView {
  const { product, engineering, testers, owner, team } = peopleOf(stage);
  const one = (id: string, label: string, hint: string, chosen: string | null) =>
    input(
      { id, label, hint, optional: true },
      { type: 'users_select', action_id: id, ...(chosen === null ? {} : { initial_user: chosen }) },
    );
  return modal({
    ...{ title: 'People', callbackId: VIEWS.people, submit: 'Save' },
    privateMetadata: JSON.stringify({ stage: String(stage.id) }),
    blocks: [
      one('product', 'Product', 'Who validates use cases and product fit.', product),
      one('engineering', 'Engineering', 'Who validates the technical approach.', engineering),
      input(
        { id: 'testers', label: 'Internal testers', hint: 'ProdSec as Customer Zero: early feedback.', optional: true },
        {
          ...{ type: 'multi_users_select', action_id: 'testers' },
          ...(testers.length === 0 ? {} : { initial_users: testers }),
        },
      ),
      input(
        {
          id: 'team',
          label: 'Eventual owning team',
          hint: 'The product team that will own the feature.',
          optional: true,
        },
        {
          ...{ type: 'plain_text_input', action_id: 'team', max_length: 100 },
          ...(team === '' ? {} : { initial_value: team }),
        },
      ),
      one('owner', 'Who answers for that team', 'They agree to the outputs of loop 2.', owner),
    ],
  });
}
