import { createContext, useContext } from 'react';
import type { Call } from '../api/client.ts';
import type { ReadLoki } from '../api/loki.ts';
import type { AskPrometheus, ReadPrometheus } from '../api/prometheus.ts';
import type { LiveIo } from '../live/live-connection.ts';

/** What pages reach the outside through; built once in `main.tsx`. */
export interface Services {
  readonly call: Call;
  readonly askPrometheus: AskPrometheus;
  readonly readPrometheus: ReadPrometheus;
  readonly readLoki: ReadLoki;
  readonly live: LiveIo;
}

export const ServicesContext = createContext<Services | undefined>(undefined);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === undefined) throw new Error('useServices outside of ServicesContext');
  return services;
}
