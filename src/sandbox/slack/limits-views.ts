import { anything, type Check, checkShape, fail, newCheck, oneOf, plain, type Shape, text, yesOrNo } from './limits.ts';
import { runBlocks } from './limits-blocks.ts';
import { asJson, asList, type Json } from './types.ts';

const MAX_BYTES = 250_000;

const COMMON = {
  private_metadata: text(3_000),
  callback_id: text(255),
  external_id: text(255),
};

const MODAL: Shape = {
  required: { title: plain(24), blocks: anything },
  optional: {
    ...COMMON,
    submit: plain(24),
    close: plain(24),
    clear_on_close: yesOrNo,
    notify_on_close: yesOrNo,
    submit_disabled: yesOrNo,
  },
  also: submitWithInputs,
};

const HOME: Shape = { required: { blocks: anything }, optional: COMMON };

function submitWithInputs(value: unknown, at: string, check: Check): void {
  const view = asJson(value) ?? {};
  const hasInput = asList(view.blocks).some((block) => block.type === 'input');
  if (hasInput && view.submit === undefined)
    fail(check, at, 'missing required field: submit (the view has input blocks)');
}

/** What Slack would refuse in a view for the given surface; empty when all is well. */
export function checkView(view: Json, surface: 'modal' | 'home'): string[] {
  const check = newCheck(surface);
  oneOf(surface)(view.type, '/type', check);
  checkShape(surface === 'modal' ? MODAL : HOME, view, '', check);
  runBlocks(view.blocks, '/blocks', check);
  if (Buffer.byteLength(JSON.stringify(view)) > MAX_BYTES) fail(check, '', `view must be less than ${MAX_BYTES} bytes`);
  return check.found;
}
