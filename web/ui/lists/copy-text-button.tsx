import { Button } from '@mantine/core';
import { useTimeout } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from './copy-text.ts';

type State = 'ready' | 'copied' | 'refused';

/** Copies what `text` makes when it is pressed, and says whether it did. */
export function CopyTextButton({
  text,
  icon,
  children,
}: {
  readonly text: () => string;
  readonly icon: ReactNode;
  readonly children: string;
}) {
  const { t } = useTranslation();
  const [state, setState] = useState<State>('ready');
  const { start } = useTimeout(() => setState('ready'), 2_000);
  const copy = async () => {
    setState((await copyText(text())) ? 'copied' : 'refused');
    start();
  };
  return (
    <Button size="compact-xs" variant="subtle" leftSection={icon} onClick={() => void copy()}>
      {state === 'ready' ? children : t(`explore.copy.${state}`)}
    </Button>
  );
}
