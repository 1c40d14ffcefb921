import { describe, expect, it } from 'vitest';
import { peopleNamedIn, readableText } from '../../src/slack/readable.ts';

const nameOf = (id: string) => (id === 'U0ENGINE1' ? 'Engineer' : undefined);

describe('a message’s text as people read it', () => {
  it.each([
    ['ask <@U0ENGINE1> &amp; <@U0NOBODY>', 'ask @Engineer & @U0NOBODY'],
    ['<@U0NOBODY|someone>', '@someone'],
    ['in <#C0GENERAL|general> or <#C0GENERAL|>', 'in #general or #C0GENERAL'],
    ['<!here> <!subteam^S0PRODSEC|@product-security-engineering>', '@here @product-security-engineering'],
    ['<!date^1700000000^{date}|14 Nov 2023>', '14 Nov 2023'],
    ['<https://docs.example.com/a|the page>', 'the page (https://docs.example.com/a)'],
    ['<https://docs.example.com/a>', 'https://docs.example.com/a'],
    ['<mailto:a@example.com|a@example.com>', 'a@example.com'],
    ['a &lt;b&gt; &amp;lt;', 'a <b> &lt;'],
    ['no markup at all', 'no markup at all'],
  ])('%s', (markup, read) => {
    expect(readableText(markup, nameOf)).toBe(read);
  });

  it('says whom it names, each once', () => {
    expect(peopleNamedIn('<@U0ENGINE1> <@U0ENGINE1> <#C0GENERAL|x> <@W0ABC|w> @U0NOT')).toEqual(['U0ENGINE1', 'W0ABC']);
  });
});
