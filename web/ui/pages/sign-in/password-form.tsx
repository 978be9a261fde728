import { Alert, Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.ts';
import { errorWords } from '../../api/error-words.ts';
import { useServices } from '../../app/services.ts';
import { SESSION_KEY } from '../../app/session.ts';
import { findingsOf } from '../../forms/pointer.ts';

const SHORTEST = 10;

/** Changes one's own password; passwords are never kept as drafts. */
export function PasswordForm({
  onDone,
  onCancel,
}: {
  readonly onDone?: () => void;
  readonly onCancel?: () => void;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const queryClient = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [repeat, setRepeat] = useState('');
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const findings = error instanceof ApiError ? findingsOf(error.details) : new Map();
  const isShort = next.length < SHORTEST;
  const isDifferent = next !== repeat;
  const leave = (field: string) => () => setLeft(new Set([...left, field]));
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setLeft(new Set(['next', 'repeat']));
    if (isShort || isDifferent) return;
    setIsBusy(true);
    setError(undefined);
    try {
      const session = await call('session.changePassword', { body: { current, next } });
      queryClient.setQueryData(SESSION_KEY, session);
      onDone?.();
    } catch (fault) {
      setError(fault);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        {error !== undefined && <Fault error={error} />}
        <PasswordInput
          label={t('signIn.current')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus
          error={findings.get('/current')}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('signIn.next')}
          description={t('signIn.nextHelp')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="new-password"
          error={left.has('next') && isShort ? t('signIn.tooShort') : findings.get('/next')}
          value={next}
          onBlur={leave('next')}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('signIn.repeat')}
          autoComplete="new-password"
          error={left.has('repeat') && isDifferent ? t('signIn.notSame') : undefined}
          value={repeat}
          onBlur={leave('repeat')}
          onChange={(event) => setRepeat(event.currentTarget.value)}
        />
        <Group justify="end" gap="xs">
          {onCancel !== undefined && (
            <Button variant="default" onClick={onCancel}>
              {t('signIn.cancel')}
            </Button>
          )}
          <Button type="submit" loading={isBusy}>
            {t('signIn.change')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Fault({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  const { title, detail } = errorWords(error, t);
  return (
    <Alert color="danger" role="alert" title={title}>
      {detail}
    </Alert>
  );
}
