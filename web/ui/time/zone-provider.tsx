import { useLocalStorage } from '@mantine/hooks';
import { type ReactNode, useMemo } from 'react';
import type { ZoneChoice } from './instant-text.ts';
import { ZoneContext } from './zone.ts';

/** Remembers in this browser in which zone instants are shown. */
export function ZoneProvider({ children }: { readonly children: ReactNode }) {
  const [choice, choose] = useLocalStorage<ZoneChoice>({
    key: 'tocsin:zone',
    defaultValue: 'browser',
    getInitialValueInEffect: false,
  });
  const value = useMemo(() => ({ choice, choose }), [choice, choose]);
  return <ZoneContext value={value}>{children}</ZoneContext>;
}
