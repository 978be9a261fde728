import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { boardMark } from '../../../../../dashboards/recordings/board-mark.ts';
import type { KnownRecording } from '../../../../../dashboards/recordings/known-recordings.data.ts';
import { recordingRule } from '../../../../../dashboards/recordings/recording-rule.ts';
import { errorWords } from '../../../api/error-words.ts';
import { ownerKey } from '../../../api/queries.ts';
import { useServices } from '../../../app/services.ts';
import { usePlace } from '../../../scope/use-place.ts';

/** Makes the rules that a dashboard needs in the scope of the page, marked as the dashboard's. */
export function useCreateRecordings(uid: string) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scope, parts } = usePlace();
  const { owner } = parts;
  const queryClient = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState('');
  const create = async (rules: readonly KnownRecording[]) => {
    setIsBusy(true);
    setError('');
    try {
      for (const rule of rules) {
        const body = recordingRule(rule, scope, boardMark(window.location.origin, uid, scope));
        await call('rules.create', { params: { owner }, body });
      }
    } catch (thrown) {
      const { title, detail } = errorWords(thrown, t);
      setError(`${title} ${detail ?? ''}`.trim());
    } finally {
      setIsBusy(false);
      await queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
    }
  };
  return { create, isBusy, error };
}
