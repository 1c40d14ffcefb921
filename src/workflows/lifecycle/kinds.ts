import type { StageKind } from '../../domain/stage.ts';
import { cocreateScreen } from './cocreate.ts';
import { handOffScreen } from './hand-off.ts';
import type { KindScreen } from './kind.ts';
import { sunsetScreen } from './sunset.ts';
import { transferScreen } from './transfer.ts';

export const SCREENS: readonly KindScreen[] = [cocreateScreen, sunsetScreen, transferScreen, handOffScreen];

export function screenOf({ kind }: { kind: StageKind }): KindScreen {
  const found = SCREENS.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`there is no screen for ${kind}`);
  return found;
}
