import { Alert, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.ts';
import { errorWords } from '../../api/error-words.ts';
import { useServices } from '../../app/services.ts';
import { useTakeSession } from '../../app/take-session.ts';
import { Door } from './door.tsx';

/** @param isAgain whether a session has just ended in this tab */
export function SignInPage({ isAgain }: { readonly isAgain: boolean }) {
  const { t } = useTranslation();
  return (
    <Door title={t('signIn.title')}>
      {isAgain && <Text size="sm">{t('signIn.again')}</Text>}
      <SignInForm />
    </Door>
  );
}

function SignInForm() {
  const { t } = useTranslation();
  const { call } = useServices();
  const takeSession = useTakeSession();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setIsBusy(true);
    setError(undefined);
    try {
      takeSession(await call('session.signIn', { body: { name: name.trim(), password } }));
    } catch (fault) {
      setError(fault);
      setPassword('');
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        {error !== undefined && <SignInFault error={error} />}
        <TextInput
          label={t('signIn.name')}
          name="username"
          autoComplete="username"
          autoFocus
          required
          withAsterisk={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('signIn.password')}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={isBusy}>
          {t('signIn.submit')}
        </Button>
      </Stack>
    </form>
  );
}

function SignInFault({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  const words = () => {
    if (error instanceof ApiError && error.status === 401) return t('signIn.wrong');
    if (error instanceof ApiError && error.status === 429) {
      return t('signIn.throttled', { seconds: error.retryAfterSeconds ?? 60 });
    }
    const { title, detail } = errorWords(error, t);
    return `${title} ${detail}`;
  };
  return (
    <Alert color="danger" role="alert">
      {words()}
    </Alert>
  );
}
