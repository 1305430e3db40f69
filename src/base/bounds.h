/* Bounds on everything that a user or a file controls. One place, so that they can be found.
 * (Not limits.h: that would hide the C library's.) */
#pragma once

#define LIMIT_FILE_BYTES (64u << 20) /* a file read as a whole: model, pack, parameters */
#define LIMIT_PACK_FILE_BYTES (512u << 10) /* a file of a pack that a user gives */
#define LIMIT_PACK_NAME_BYTES 100u
#define LIMIT_PACK_CASE_ROWS 10000u /* of cases.csv: each holds a value of every fact */
#define LIMIT_PACK_TEST_STEPS (1000u * 1000 * 1000) /* operations of all its cases together */
#define LIMIT_DIFFERENCE_WORK (8u * 1000 * 1000) /* cells compared: what row became which */
#define LIMIT_PROPOSALS 200u      /* of new packs, not yet in force */
#define LIMIT_PROPOSAL_EDITS 1000u /* rows of parameters.csv changed at once */
#define LIMIT_PROPOSAL_TITLE_BYTES 200u
#define LIMIT_PROPOSAL_REASON_BYTES 600u /* with title and names it fits into a change's why */
#define LIMIT_FEED_DEFINITION_BYTES (1u << 20) /* the file of one source */
#define LIMIT_FIELD_BYTES (1u << 20) /* one field of a CSV file */
#define LIMIT_RECORD_FIELDS 4096u    /* fields of one CSV record */
#define LIMIT_RECORD_BYTES (16u * LIMIT_FIELD_BYTES)
#define LIMIT_XML_DEPTH 256u
#define LIMIT_XML_TEXT_BYTES (4u << 20)       /* text of one element */
#define LIMIT_XML_NODES 2000000u              /* elements and attributes of one document */
#define LIMIT_XML_TOKEN_BYTES (4u << 20)      /* between two events of a streamed document */
#define LIMIT_PACKAGE_ENTRIES 10000u          /* of an office file's zip; relations, sheets */
#define LIMIT_PACKAGE_XML_BYTES (32u << 20)   /* a part read as a whole: workbook, styles */
#define LIMIT_PACKAGE_PART_BYTES (4ull << 30) /* any part, unpacked */
#define LIMIT_PACKAGE_RATIO 500u              /* unpacked to packed beyond 16 MiB; sheets: < 200 */
#define LIMIT_SHARED_STRINGS 20000000u        /* of a workbook: they are held in memory */
#define LIMIT_SHARED_STRINGS_BYTES (256u << 20) /* their text */
#define LIMIT_JSON_DEPTH 256u
#define LIMIT_JSON_TOKEN_BYTES (4u << 20)
#define LIMIT_FEEL_TEXT_BYTES (1u << 20) /* one expression */
#define LIMIT_FEEL_DEPTH 512u /* nesting of an expression, of an evaluation, of a value */
#define LIMIT_FEEL_STEPS (100u * 1000 * 1000) /* operations of one evaluation */
#define LIMIT_FEEL_BYTES (512u << 20)        /* memory of one evaluation */
#define LIMIT_DMN_NODES 20000u               /* decisions, BKMs, inputs, services of a model */
#define LIMIT_DMN_CHECK_WORK (1000u * 1000 * 1000) /* comparisons of rows, of all its tables */
#define LIMIT_TABLE_CELLS 200000u            /* cells of one decision table */
#define LIMIT_KEY_BYTES 64u                  /* household number */
#define LIMIT_TEXT_BYTES 1000u               /* any other text fact, in bytes of UTF-8 */
#define LIMIT_HOUSEHOLD_MEMBERS 200u
#define LIMIT_ARCHIVE_HEADER_BYTES (4u << 20)
#define LIMIT_ARCHIVE_TABLES 1000u
#define LIMIT_ARCHIVE_COLUMNS 2000u /* of one table */
#define LIMIT_ARCHIVE_PARTS 100u
#define LIMIT_ARCHIVE_ROW_BYTES (128u << 20)
#define LIMIT_ARCHIVE_WINDOW_LOG 23 /* memory of decompression: 8 MiB */
#define LIMIT_SCENARIOS 200u /* of one simulation: values of ranges and their products */
#define LIMIT_WISHES 200u    /* --set of one simulation */
#define LIMIT_POVERTY_LINES 10000u /* different lines that one simulation meets */
#define LIMIT_SIMULATE_CELLS 1000000u /* divisions × lines of one scenario */
#define LIMIT_SIMULATE_KEPT 64u /* today's sides that a server keeps for the next simulation … */
#define LIMIT_SIMULATE_KEPT_BYTES (256u << 20) /* … with 11 bytes a household … */
#define LIMIT_SIMULATE_KEPT_FILES 2u          /* … and snapshots, which stay mapped */
#define LIMIT_SNAPSHOT_DIVISIONS 1000000u /* a snapshot's households live in */
#define LIMIT_SAMPLE_HOUSEHOLDS 100000u /* drawn at once: they are held in memory */
#define SELF_CHECK_MEMBERS 20 /* of a household that somebody types; public.json has it too */
#define LIMIT_VIEWS 50u /* saved by one account */
#define LIMIT_VIEW_NAME 60u /* characters */
#define LIMIT_VIEW_QUERY_BYTES 2000u
#define LIMIT_IMPORT_CAUSES 200u /* that errors of one import are told apart by */
#define LIMIT_UPLOADS 50u /* of one account */
#define LIMIT_UPLOADS_BYTES (2ll << 30)
#define LIMIT_UPLOADS_BYTES_ALL (8ll << 30)
#define LIMIT_FEED_ROWS 10000u /* of one household in one delivery */
