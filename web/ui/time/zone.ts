import { createContext, useContext } from 'react';
import { type ZoneChoice, zoneName } from './instant-text.ts';

export interface ZoneSetting {
  readonly choice: ZoneChoice;
  readonly choose: (choice: ZoneChoice) => void;
}

export const ZoneContext = createContext<ZoneSetting>({
  choice: 'browser',
  choose: () => undefined,
});

/** The IANA name of the zone in which instants are shown. */
export function useZone(): string {
  return zoneName(useContext(ZoneContext).choice);
}
