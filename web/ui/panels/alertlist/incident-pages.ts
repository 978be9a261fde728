import { createContext } from 'react';

/** Whether who looks can open the pages of incidents; who holds a link cannot. */
export const IncidentPages = createContext(true);
