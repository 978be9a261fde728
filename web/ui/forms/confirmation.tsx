import { Alert, Button, Group, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorWords } from '../api/error-words.ts';

/** The body of a question: what will follow, what went wrong, and the two answers. */
export function Confirmation({
  confirm,
  isDestructive,
  isBlocked,
  run,
  onCancel,
  children,
}: {
  readonly confirm: string;
  readonly isDestructive: boolean;
  readonly isBlocked: boolean;
  /** Whoever runs it closes the question; a failure is told in it. */
  readonly run: () => Promise<void>;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const go = async () => {
    setIsBusy(true);
    setFault(undefined);
    try {
      await run();
    } catch (error) {
      setFault(error);
      setIsBusy(false);
    }
  };
  const words = fault === undefined ? undefined : errorWords(fault, t);
  return (
    <Stack>
      {children}
      {words !== undefined && (
        <Alert color="danger" title={words.title} role="alert">
          {words.detail}
        </Alert>
      )}
      <Group justify="end" gap="xs">
        <Button variant="default" data-autofocus onClick={onCancel}>
          {t('forms.cancel')}
        </Button>
        <Button
          {...(isDestructive ? { color: 'danger' } : {})}
          loading={isBusy}
          disabled={isBlocked}
          onClick={() => void go()}
        >
          {confirm}
        </Button>
      </Group>
    </Stack>
  );
}
