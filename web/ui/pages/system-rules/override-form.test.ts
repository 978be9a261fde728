import { describe, expect, it } from 'vitest';
import { SYSTEM_RULE } from '../../mock/system-rule-handlers.ts';
import {
  formOfOverride,
  isOverrideForm,
  mistakesOf,
  overrideOf,
  switched,
} from './override-form.ts';

const override = {
  enabled: null,
  levels: [{ severity: 'warning', threshold: 0.7, for: '5m' }],
  keepFiringFor: null,
  interval: null,
  channels: null,
  levelChange: null,
  version: 1,
};
const NOTHING = {
  enabled: null,
  levels: null,
  keepFiringFor: null,
  interval: null,
  channels: null,
  levelChange: null,
};

describe('the form of an override', () => {
  it('opens with what is in force, and sends nothing when nothing deviates', () => {
    const form = formOfOverride(SYSTEM_RULE);
    expect(form.levels.length).toBeGreaterThan(0);
    expect(overrideOf(form)).toEqual(NOTHING);
    expect(isOverrideForm(JSON.parse(JSON.stringify(form)))).toBe(true);
  });

  it('sends what it was opened with', () => {
    const { version: _version, ...sent } = override;
    expect(
      overrideOf(formOfOverride({ ...SYSTEM_RULE, levels: override.levels, override })),
    ).toEqual(sent);
  });

  it('switches a rule and keeps all else', () => {
    expect(switched(SYSTEM_RULE, false)).toEqual({ ...NOTHING, enabled: false });
    const { version: _version, ...sent } = override;
    expect(switched({ ...SYSTEM_RULE, override }, true)).toEqual({ ...sent, enabled: null });
  });

  it('says what is wrong where it is', () => {
    const form = {
      ...formOfOverride(SYSTEM_RULE),
      ownLevels: true,
      levels: [{ severity: 'warning', threshold: 'much', for: 'long' }],
      keepFiringFor: 'ever',
    };
    expect(Object.fromEntries(mistakesOf(form))).toEqual({
      '/levels/0/threshold': 'number',
      '/levels/0/for': 'duration',
      '/keepFiringFor': 'duration',
    });
    expect(mistakesOf({ ...form, keepFiringFor: '', ownLevels: false }).size).toBe(0);
    expect(mistakesOf({ ...form, keepFiringFor: '', levels: [] }).get('/levels')).toBe('needLevel');
  });
});
