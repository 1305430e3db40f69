/*
 * A household on the drawing board: the facts of the catalogue as plain numbers, by name. Money is
 * fen, booleans 0 and 1, codes their place in the list of words below, several codes a set of bits.
 */
#pragma once

#include "idno.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

#define DRAFT_PEOPLE 8
#define DRAFT_TEXT 128

/* X(NAME, catalogue id, words in the order of the enumerations below) */
#define HOUSEHOLD_FACTS(X)                                                                         \
    X(HOUSEHOLD_NO, "household_no", NULL)                                                          \
    X(DIVISION, "division", NULL)                                                                  \
    X(RESIDENCE, "residence", "urban;rural")                                                       \
    X(ADDRESS, "address", NULL)                                                                    \
    X(DWELLING_COUNT, "dwelling_count", NULL)                                                      \
    X(DWELLING_GRADE, "dwelling_grade", "a;b;c;d;none")                                            \
    X(WATER_SAFE, "water_safe", NULL)                                                              \
    X(VEHICLE_COUNT, "vehicle_count", NULL)                                                        \
    X(FINANCIAL_ASSETS, "financial_assets", NULL)                                                  \
    X(BUSINESS_REGISTERED, "business_registered", NULL)                                            \
    X(MEDICAL_EXPENSE, "medical_expense", NULL)                                                    \
    X(EDUCATION_EXPENSE, "education_expense", NULL)                                                \
    X(HOUSING_EXPENSE, "housing_expense", NULL)                                                    \
    X(POVERTY_CAUSE, "poverty_cause",                                                              \
      "illness;disability;schooling;disaster;accident;labour;skill;capital;unemployment;other")    \
    X(WILLING, "willing", NULL)                                                                    \
    X(FOOD_SECURE, "food_secure", NULL)                                                            \
    X(CLOTHING_SECURE, "clothing_secure", NULL)                                                    \
    X(PRIOR_CATEGORY, "prior_category", "destitute;dibao;low_income;none")                         \
    X(PRIOR_AMOUNT, "prior_amount", NULL)                                                          \
    X(PRIOR_GRACE_UNTIL, "prior_grace_until", NULL)                                                \
    X(EXIT_CONFIRMED, "exit_confirmed", NULL)

#define PERSON_FACTS(X)                                                                            \
    X(HOUSEHOLD_NO, "household_no", NULL)                                                          \
    X(NAME, "name", NULL)                                                                          \
    X(ID_NO, "id_no", NULL)                                                                        \
    X(RELATION, "relation",                                                                        \
      "head;spouse;son;daughter;grandchild;parent;grandparent;sibling;other")                      \
    X(SEX, "sex", "male;female")                                                                   \
    X(BIRTH_DATE, "birth_date", NULL)                                                              \
    X(WAGE_INCOME, "wage_income", NULL)                                                            \
    X(BUSINESS_INCOME, "business_income", NULL)                                                    \
    X(PROPERTY_INCOME, "property_income", NULL)                                                    \
    X(TRANSFER_INCOME, "transfer_income", NULL)                                                    \
    X(BASIC_PENSION, "basic_pension", NULL)                                                        \
    X(DISABILITY_TYPE, "disability_type",                                                          \
      "none;sight;hearing;speech;limb;intellectual;mental;multiple")                               \
    X(DISABILITY_GRADE, "disability_grade", NULL)                                                  \
    X(HEALTH, "health", "healthy;chronic;serious")                                                 \
    X(SCHOOLING, "schooling", "none;preschool;compulsory;dropout;high;vocational;college")         \
    X(LABOUR_CAPACITY, "labour_capacity", "skilled;ordinary;weak;lost;none")                       \
    X(EMPLOYED, "employed", NULL)                                                                  \
    X(WORK_WILLING, "work_willing", NULL)                                                          \
    X(HAS_SUPPORTER, "has_supporter", NULL)                                                        \
    X(INSURED, "insured", NULL)                                                                    \
    X(SINGLE_APPLICANT, "single_applicant", NULL)                                                  \
    X(FAMILY_SUPPORTED, "family_supported", NULL)

#define AS_HOUSEHOLD_ENUM(name, id, words) H_##name,
#define AS_PERSON_ENUM(name, id, words) P_##name,
enum household_fact { HOUSEHOLD_FACTS(AS_HOUSEHOLD_ENUM) N_HOUSEHOLD_FACTS };
enum person_fact { PERSON_FACTS(AS_PERSON_ENUM) N_PERSON_FACTS };

/* The words of the codes above, in their order. */
enum residence { URBAN, RURAL };
enum grade { GRADE_A, GRADE_B, GRADE_C, GRADE_D, GRADE_NONE };
enum cause {
    CAUSE_ILLNESS,
    CAUSE_DISABILITY,
    CAUSE_SCHOOLING,
    CAUSE_DISASTER,
    CAUSE_ACCIDENT,
    CAUSE_LABOUR,
    CAUSE_SKILL,
    CAUSE_CAPITAL,
    CAUSE_UNEMPLOYMENT,
    CAUSE_OTHER,
};
enum prior { PRIOR_DESTITUTE, PRIOR_DIBAO, PRIOR_LOW_INCOME, PRIOR_NONE };
enum relation {
    HEAD,
    SPOUSE,
    SON,
    DAUGHTER,
    GRANDCHILD,
    PARENT,
    GRANDPARENT,
    SIBLING,
    OTHER_RELATION,
};
enum sex { MALE, FEMALE };
enum disability {
    ABLED,
    SIGHT,
    HEARING,
    SPEECH,
    LIMB,
    INTELLECTUAL,
    MENTAL,
    MULTIPLE,
};
enum health { HEALTHY, CHRONIC, SERIOUS };
enum schooling { NO_SCHOOL, PRESCHOOL, COMPULSORY, DROPOUT, HIGH, VOCATIONAL, COLLEGE };
enum labour { SKILLED, ORDINARY, WEAK, LOST, NO_LABOUR };

struct person {
    int64_t v[N_PERSON_FACTS];
    uint64_t unknown, withdrawn; /* bits of facts; v keeps the value that is not told */
    int age;                     /* completed years on DRAFT_BASE */
    char name[DRAFT_TEXT], id_no[IDNO_TEXT];
};

struct household {
    int64_t v[N_HOUSEHOLD_FACTS];
    uint64_t unknown, withdrawn;
    char no[DRAFT_TEXT], division[13], address[DRAFT_TEXT];
    size_t n;
    struct person p[DRAFT_PEOPLE];
};

#define DRAFT_BASE 17532 /* 2018-01-01 as days since 1970 */
#define YUAN 100

static inline bool person_able(const struct person *p)
{
    return p->v[P_LABOUR_CAPACITY] <= WEAK;
}

static inline bool person_student(const struct person *p)
{
    return p->v[P_SCHOOLING] >= HIGH || p->v[P_SCHOOLING] == COMPULSORY;
}

static inline bool person_child_of_head(const struct person *p)
{
    return p->v[P_RELATION] == SON || p->v[P_RELATION] == DAUGHTER;
}

/* The first member of working age (18 to 59) who is able, else any who is able; NULL. */
struct person *draft_worker(struct household *h);
/* Income that counts, a year, in fen: without the basic pension (JM23-2.2d); may be negative. */
int64_t draft_income(const struct household *h);
