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

/** Writes the first messages into a workspace that has none yet. */
export function sayHello({ slack }: SlackStandIn): void {
  if (SAMPLE.some(([channel]) => slack.messages.inChannel(channel).length > 0)) return;
  for (const [channel, user, text] of SAMPLE) slack.messages.add({ channel, user, text, ts: slack.messages.nextTs() });
}
