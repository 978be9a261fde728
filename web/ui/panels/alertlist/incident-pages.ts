import { type ComponentType, createContext, type ReactNode } from 'react';

export interface IncidentLinkProps {
  /** Of the incident. */
  readonly id: string;
  readonly className: string;
  readonly children: ReactNode;
}

/** What leads to the page of an incident; null: who looks cannot open it, such as who holds a link only. */
export const IncidentPages = createContext<ComponentType<IncidentLinkProps> | null>(null);
