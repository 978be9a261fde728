/**
 * An Enter that was pressed before there was anything to choose. It is good for one choice, and
 * only as long as nothing else is typed.
 */
export interface EarlyEnter {
  readonly keep: () => void;
  readonly drop: () => void;
  /** Whether one is kept; afterwards none is. */
  readonly take: () => boolean;
}

export function createEarlyEnter(): EarlyEnter {
  let isKept = false;
  return {
    keep: () => {
      isKept = true;
    },
    drop: () => {
      isKept = false;
    },
    take: () => {
      const was = isKept;
      isKept = false;
      return was;
    },
  };
}
