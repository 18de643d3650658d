import { expect, test } from '@jest/globals'
import { isoDate, isoTime, showMoment } from '../../../src/core/model/time.ts'

test.each([
  [0, '1970-01-01T00:00:00Z', '1970-01-01', '1970-01-01 00:00 UTC'],
  [1_763_461_324.9, '2025-11-18T10:22:04Z', '2025-11-18', '2025-11-18 10:22 UTC'],
  [-1, '1969-12-31T23:59:59Z', '1969-12-31', '1969-12-31 23:59 UTC'],
  [1e300, '+275760-09-13T00:00:00Z', '+275760-09-13', '+275760-09-13 00:00 UTC']
])('%d', (seconds, time, date, shown) => {
  expect([isoTime(seconds), isoDate(seconds), showMoment(seconds)]).toEqual([time, date, shown])
})
