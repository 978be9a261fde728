import { useLocalStorage } from '@mantine/hooks';
import { useSession } from '../../app/session.ts';
import { usePlace } from '../../scope/use-place.ts';

/** `new`: never opened; `hidden`: found in the help menu only. What is done is never kept here. */
export type StartMark = 'new' | 'seen' | 'hidden';

/** Whether a person wants to be led in a tenant; each browser keeps its own. */
export function useStartMark(): readonly [StartMark, (mark: StartMark) => void] {
  const { user } = useSession();
  const { owner } = usePlace().parts;
  const [mark, setMark] = useLocalStorage<StartMark>({
    key: `tocsin.start.${user.id}.${owner}`,
    defaultValue: 'new',
    getInitialValueInEffect: false,
  });
  return [mark, setMark];
}
