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

/** What is typed, what is wrong with it, and what came of sending it. */
function usePasswords(onDone: (() => void) | undefined) {
  const { call } = useServices();
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState({ current: '', next: '', repeat: '' });
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const { current, next, repeat } = typed;
  const isShort = next.length < SHORTEST;
  const isDifferent = next !== repeat;
  const submit = async () => {
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
  return {
    typed,
    isBusy,
    error,
    submit,
    isShort: isShort && left.has('next'),
    isDifferent: isDifferent && left.has('repeat'),
    change: (field: keyof typeof typed, text: string) => setTyped({ ...typed, [field]: text }),
    leave: (field: keyof typeof typed) => setLeft(new Set([...left, field])),
  };
}

/** Changes one's own password; passwords are never kept as drafts. */
export function PasswordForm({
  onDone,
  onCancel,
}: {
  readonly onDone?: () => void;
  readonly onCancel?: () => void;
}) {
  const { t } = useTranslation();
  const passwords = usePasswords(onDone);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    void passwords.submit();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {passwords.error !== undefined && <Fault error={passwords.error} />}
        <PasswordFields passwords={passwords} />
        <Group justify="end" gap="xs">
          {onCancel !== undefined && (
            <Button variant="default" onClick={onCancel}>
              {t('signIn.cancel')}
            </Button>
          )}
          <Button type="submit" loading={passwords.isBusy}>
            {t('signIn.change')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function PasswordFields({ passwords }: { readonly passwords: ReturnType<typeof usePasswords> }) {
  const { t } = useTranslation();
  const { typed, change, leave, error, isShort, isDifferent } = passwords;
  const findings = error instanceof ApiError ? findingsOf(error.details) : new Map();
  return (
    <>
      <PasswordInput
        label={t('signIn.current')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus
        error={findings.get('/current')}
        value={typed.current}
        onChange={(event) => change('current', event.currentTarget.value)}
      />
      <PasswordInput
        label={t('signIn.next')}
        description={t('signIn.nextHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="new-password"
        error={isShort ? t('signIn.tooShort') : findings.get('/next')}
        value={typed.next}
        onBlur={() => leave('next')}
        onChange={(event) => change('next', event.currentTarget.value)}
      />
      <PasswordInput
        label={t('signIn.repeat')}
        autoComplete="new-password"
        error={isDifferent ? t('signIn.notSame') : undefined}
        value={typed.repeat}
        onBlur={() => leave('repeat')}
        onChange={(event) => change('repeat', event.currentTarget.value)}
      />
    </>
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
