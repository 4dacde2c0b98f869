/** Lines that hold code; comments and blank lines are free. */
export const FILE_LINES = 250;
/** Of a test file: cases are flat and read one by one. */
export const TEST_FILE_LINES = 400;
export const FUNCTION_LINES = 50;
export const LADDER_LINES = 80;
export const PARAMETERS = 6;

/** Straight ladders of guards that make one decision each: `path#function`. They may reach {@link LADDER_LINES}. */
export const LADDERS: ReadonlySet<string> = new Set([]);
