/** The most characters that a value has when it is written, in each version of OCPP. */
export const VALUE_MAX_LENGTH = { "ocpp1.6": 500, "ocpp2.0.1": 1000, "ocpp2.1": 2500 };
