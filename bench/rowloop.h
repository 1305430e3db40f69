/*
 * The Jiangmen policy written by hand, for bench/columns: a struct a household, a loop over them,
 * whole fen in int64, what is not known in a bit mask. It is what a careful programmer would write
 * without an engine: it can do this one policy and nothing else, and it knows no reasons beyond the
 * numbers of the rows. Same results as the pack, unknowns included; bench/columns compares them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum row_labour { ROW_SKILLED, ROW_ORDINARY, ROW_WEAK, ROW_LOST, ROW_NO_LABOUR };
enum row_disability {
    ROW_ABLED,
    ROW_SIGHT,
    ROW_HEARING,
    ROW_SPEECH,
    ROW_LIMB,
    ROW_INTELLECTUAL,
    ROW_MENTAL
};
enum row_health { ROW_HEALTHY, ROW_CHRONIC, ROW_SERIOUS };
enum row_schooling {
    ROW_NO_SCHOOL,
    ROW_PRESCHOOL,
    ROW_COMPULSORY,
    ROW_DROPOUT,
    ROW_HIGH,
    ROW_VOCATIONAL,
    ROW_COLLEGE
};
enum row_grade { ROW_A, ROW_B, ROW_C, ROW_D, ROW_NO_DWELLING };
enum row_category { ROW_DESTITUTE, ROW_DIBAO, ROW_LOW_INCOME, ROW_NONE, ROW_CATEGORY_UNKNOWN };
enum row_standing {
    ROW_IN_FORCE,
    ROW_GRACE,
    ROW_OUT,
    ROW_UNDECIDED,
    ROW_NEVER,
    ROW_STANDING_UNKNOWN
};

/* Bits of row_person.unknown. */
enum {
    ROW_U_INCOME = 1, /* any part of it */
    ROW_U_BIRTH = 2,
    ROW_U_DISABILITY = 4,
    ROW_U_DEGREE = 8,
    ROW_U_HEALTH = 16,
    ROW_U_SCHOOLING = 32,
    ROW_U_LABOUR = 64,
    ROW_U_EMPLOYED = 128,
    ROW_U_WILLING = 256,
    ROW_U_SUPPORTER = 512,
    ROW_U_INSURED = 1024,
    ROW_U_APPLICANT = 2048,
};
struct row_person {
    int64_t wage, business, property, transfer, pension; /* fen a year */
    int32_t birth;                                       /* days since 1970-01-01 */
    uint16_t unknown;
    uint8_t disability, degree, health, schooling, labour;
    bool employed, willing, supporter, insured, applicant;
};

/* Bits of row_household.unknown. */
enum {
    ROW_U_ASSETS = 1,
    ROW_U_DWELLINGS = 2,
    ROW_U_VEHICLES = 4,
    ROW_U_BUSINESS = 8,
    ROW_U_GRADE = 16,
    ROW_U_MEDICAL = 32,
    ROW_U_WILL = 64,
    ROW_U_CAUSE = 128,
    ROW_U_AMOUNT = 256, /* of what was paid before */
};
struct row_household {
    int64_t assets, medical, before_amount; /* fen */
    uint32_t first, n;                      /* its people */
    int32_t dwellings, vehicles, before_until;
    uint16_t unknown;
    uint8_t grade, before_standing, before_category;
    bool business, will, disaster;
};

/* Amounts in fen; ratios in hundredths. */
enum { AGED_16, AGED_18, AGED_60, AGED_70, N_AGES };
struct row_policy {
    int32_t born[N_AGES]; /* the last birth date of people of that age */
    int32_t as_of;
    int64_t line, asset_months, max_dwellings, max_vehicles, low_income, destitute;
    int64_t uplift_of[16]; /* fen, by the bits disabled, ill, minor, elderly: the highest of them */
    int64_t points[3], medical;
    int32_t grace_until; /* as_of and the months of grace */
};

struct row_result {
    int64_t monthly_income, annual_income, amount, payable, uplift;
    int32_t grace_until;
    uint16_t measures, measures_unknown; /* in the order of the pack's table */
    uint16_t
        unknown; /* 1 income, 2 amount, 4 payable, 8 points, 16 target, 32 key target, 64 uplift */
    uint8_t category, standing, points;
    bool target, key_target, failed;
    uint64_t rules; /* four bits a table: number of the row, 0 = none */
};

void row_loop(const struct row_policy *p, const struct row_household *h, size_t n,
              const struct row_person *people, struct row_result *ret);
