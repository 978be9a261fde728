import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Door } from './door.tsx';
import { PasswordForm } from './password-form.tsx';

/** A first password was made by someone else; its owner changes it before anything else. */
export function FirstPasswordPage() {
  const { t } = useTranslation();
  return (
    <Door title={t('signIn.firstTitle')}>
      <Text size="sm">{t('signIn.firstText')}</Text>
      <PasswordForm />
    </Door>
  );
}
