import { createContext, useContext } from 'react';
import { DEFAULT_LADDER } from './scale.ts';

/** The ladder of the owner that is shown, most severe first. */
export const LadderContext = createContext<readonly string[]>(DEFAULT_LADDER);

export function useLadder(): readonly string[] {
  return useContext(LadderContext);
}
