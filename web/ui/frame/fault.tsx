import { Button, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { errorWords } from '../api/error-words.ts';
import classes from './frame.module.css';

/** What went wrong, what the service said, and a way on. */
export function FaultText({
  error,
  retry,
}: {
  readonly error: unknown;
  readonly retry: () => void;
}) {
  const { t } = useTranslation();
  const { title, detail } = errorWords(error, t);
  return (
    <Stack gap="xs" align="start" role="alert">
      <Title order={2} size="h5">
        {title}
      </Title>
      {detail !== '' && <Text size="sm">{detail}</Text>}
      <Button size="xs" variant="default" onClick={retry}>
        {t('frame.table.retry')}
      </Button>
    </Stack>
  );
}

/** The same, when there is nothing else to show. */
export function FaultPage(props: { readonly error: unknown; readonly retry: () => void }) {
  return (
    <div className={classes.alone}>
      <div className={classes.aloneText}>
        <FaultText {...props} />
      </div>
    </div>
  );
}

/** A page that could not be loaded or drawn: a new version of the interface may have come out. */
export function PageFault() {
  return <FaultPage error={useRouteError()} retry={() => window.location.reload()} />;
}
