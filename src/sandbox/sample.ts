import type { PersonDriver } from './driver.ts';
import type { Given } from './driver-values.ts';
import { fillInAndSend } from './fill-in.ts';
import type { SlackStandIn } from './slack/stand-in.ts';

const SAMPLE: [channel: string, user: string, text: string][] = [
  [
    'C0GENERAL',
    'U0MANAGER',
    'Welcome to the sandbox. Everybody here is made up, and nothing leaves this machine. Switch roles at the top, and move the clock when you like.',
  ],
  [
    'C0GENERAL',
    'U0REQUEST',
    'Our release pipeline has no check for secrets in build logs. Twice this month a token had to be rotated after a release. Whom could we ask for something that watches the logs?',
  ],
  [
    'C0GENERAL',
    'U0ENGINE1',
    'Please type `/prodseceng intake`, or use *Turn into a request* in the menu of your message.',
  ],
  [
    'C0INTAKE1',
    'U0ENGINE2',
    'Requests to Product Security Engineering show up in this channel, each as a card with its own thread.',
  ],
  [
    'G0INTERNL',
    'U0MANAGER',
    'Reminder: whoever picks up a request presses Claim on its card, so that nobody does it twice.',
  ],
];

/** Writes the first messages into a workspace that has none yet; false when it has some. */
export function sayHello({ slack }: SlackStandIn): boolean {
  if (SAMPLE.some(([channel]) => slack.messages.inChannel(channel).length > 0)) return false;
  for (const [channel, user, text] of SAMPLE) slack.messages.add({ channel, user, text, ts: slack.messages.nextTs() });
  return true;
}

const REQUESTS: { by: string; answers: Record<string, Given> }[] = [
  {
    by: 'requester',
    answers: {
      title: 'Notice secrets in build logs before a release',
      problem: 'Build logs of the release pipeline sometimes hold tokens. We find them by hand, after the release.',
      affected: 'Release managers and the teams whose tokens they are: about 30 people.',
      requirements: 'Watch the logs of every release build.\nTell the owner of the token within ten minutes.',
      alternatives: 'Masked variables help where somebody remembered to set them.',
      businessCase: 'Two rotations after a release last month, four hours each, and a delayed release.',
      productFit: 'Close to secret detection in the pipeline.',
      customerValue: 'Any team with long-lived build tokens.',
      team: 'Release Engineering',
      stakeholders: ['engineering', 'product'],
    },
  },
  {
    by: 'engineering',
    answers: {
      title: 'One place to see which services lack a security owner',
      problem: 'Nobody can say which services have no security owner. Findings wait until somebody asks around.',
      affected: 'Every service team, and whoever assigns findings: two people each week.',
      requirements: 'List services without an owner.\nRemind the team until one is named.',
      alternatives: 'A spreadsheet that was right for a month.',
      businessCase: 'Half a day a week, and findings that miss their date.',
      team: 'Platform Engineering',
      stakeholders: ['manager'],
    },
  },
];

/** Files the sample requests through the app itself, as their requesters would, and claims the first. */
export async function fileSamples(person: (role: string) => PersonDriver, settled: () => Promise<void>): Promise<void> {
  for (const { by, answers } of REQUESTS) {
    const requester = person(by);
    await requester.command('intake new');
    await fillInAndSend(requester, answers);
    await requester.closeModal({ all: true });
  }
  await settled();
  const intake = 'security-capabilities-engineering';
  await person('engineer').click({ channel: intake, textContains: 'build logs' }, 'Claim');
}
