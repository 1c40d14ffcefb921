import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noteMarker, ownPart, requestMarker, withOwnPart } from '../../src/domain/own-part.ts';

describe('the app’s own part of a description', () => {
  it('is replaced, and everything around it is left as people wrote it', () => {
    const before = `Above\n\n${ownPart('old')}\n\nBelow, with  odd   spaces \n`;
    expect(withOwnPart(before, 'new')).toBe(`Above\n\n${ownPart('new')}\n\nBelow, with  odd   spaces \n`);
  });

  it('is put at the end where somebody took it out, or where there was none', () => {
    expect(withOwnPart('Only mine\n', 'new')).toBe(`Only mine\n\n${ownPart('new')}`);
    expect(withOwnPart('', 'new')).toBe(ownPart('new'));
  });

  it('is put at the end where only half of it was left', () => {
    const [begin = '', end = ''] = ownPart('\u0000')
      .split('\u0000')
      .map((part) => part.trim());
    expect(withOwnPart(`${begin}\nhalf`, 'new')).toBe(`${begin}\nhalf\n\n${ownPart('new')}`);
    expect(withOwnPart(`half ${end}`, 'new')).toBe(`half ${end}\n\n${ownPart('new')}`);
    expect(withOwnPart(`${end} turned round ${begin}`, 'new')).toContain(ownPart('new'));
  });

  it('does not take in what people wrote between it and a copy that they made of it', () => {
    const before = `${ownPart('old')}\nMy notes\n${ownPart('a copy')}`;
    expect(withOwnPart(before, 'new')).toBe(`${ownPart('new')}\nMy notes\n${ownPart('a copy')}`);
  });

  it('is written the same way however often', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, (description, content) => {
        const once = withOwnPart(description, content);
        expect(withOwnPart(once, content)).toBe(once);
        expect(once.startsWith(description.trimEnd())).toBe(true);
      }),
    );
  });

  it('takes dollar signs for what they are', () => {
    expect(withOwnPart(ownPart('old'), 'costs $& and $1')).toBe(ownPart('costs $& and $1'));
  });
});

describe('hidden marks', () => {
  it('tell one request from another whose number begins the same', () => {
    expect(requestMarker('R-12')).not.toContain(requestMarker('R-1'));
    expect(requestMarker('R-1')).toBe('<!-- prodseceng:request:R-1 -->');
  });

  it('cannot be ended by a key', () => {
    expect(noteMarker('view:V1 --> <script>')).toBe('<!-- prodseceng:note:view:V1______script_ -->');
    expect(noteMarker('a')).not.toBe(noteMarker('b'));
  });
});
