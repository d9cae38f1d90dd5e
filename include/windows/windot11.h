/*
 * 802.11 station types of Windows' Native Wifi: addresses, PHY types, radio state, BSSID and network lists.
 * Layouts as on x86_64 Windows. Source: the structures and enumerations of windot11.h in the public documentation.
 */
#pragma once

#include <windows.h>
#include <wlantypes.h>

typedef UCHAR DOT11_MAC_ADDRESS[6];
typedef DOT11_MAC_ADDRESS *PDOT11_MAC_ADDRESS;

typedef UCHAR DOT11_COUNTRY_OR_REGION_STRING[3];
typedef DOT11_COUNTRY_OR_REGION_STRING *PDOT11_COUNTRY_OR_REGION_STRING;

#define DOT11_RATE_SET_MAX_LENGTH 126
#define DOT11_PSD_IE_MAX_DATA_SIZE 240
#define DOT11_PSD_IE_MAX_ENTRY_NUMBER 5
#define DOT11_BSSID_LIST_REVISION_1 1

typedef enum _DOT11_PHY_TYPE {
	dot11_phy_type_any = 0,
	dot11_phy_type_unknown = 0,
	dot11_phy_type_fhss = 1,
	dot11_phy_type_dsss = 2,
	dot11_phy_type_irbaseband = 3,
	dot11_phy_type_ofdm = 4,
	dot11_phy_type_hrdsss = 5,
	dot11_phy_type_erp = 6,
	dot11_phy_type_ht = 7,
	dot11_phy_type_vht = 8,
	dot11_phy_type_dmg = 9,
	dot11_phy_type_he = 10,
	dot11_phy_type_eht = 11,
	dot11_phy_type_IHV_start = (int)0x80000000,
	dot11_phy_type_IHV_end = (int)0xffffffff,
} DOT11_PHY_TYPE, *PDOT11_PHY_TYPE;

typedef enum _DOT11_RADIO_STATE {
	dot11_radio_state_unknown = 0,
	dot11_radio_state_on = 1,
	dot11_radio_state_off = 2,
} DOT11_RADIO_STATE, *PDOT11_RADIO_STATE;

/* Bits of an operation mode. */
#define DOT11_OPERATION_MODE_UNKNOWN 0x00000000
#define DOT11_OPERATION_MODE_STATION 0x00000001
#define DOT11_OPERATION_MODE_AP 0x00000002
#define DOT11_OPERATION_MODE_EXTENSIBLE_STATION 0x00000004
#define DOT11_OPERATION_MODE_EXTENSIBLE_AP 0x00000008
#define DOT11_OPERATION_MODE_WFD_DEVICE 0x00000010
#define DOT11_OPERATION_MODE_WFD_GROUP_OWNER 0x00000020
#define DOT11_OPERATION_MODE_WFD_CLIENT 0x00000040
#define DOT11_OPERATION_MODE_MANUFACTURING 0x40000000
#define DOT11_OPERATION_MODE_NETWORK_MONITOR 0x80000000

typedef struct _NDIS_OBJECT_HEADER {
	UCHAR Type;
	UCHAR Revision;
	USHORT Size;
} NDIS_OBJECT_HEADER, *PNDIS_OBJECT_HEADER;

typedef struct _DOT11_BSSID_LIST {
	NDIS_OBJECT_HEADER Header;
	ULONG uNumOfEntries;
	ULONG uTotalNumOfEntries;
	DOT11_MAC_ADDRESS BSSIDs[1];
} DOT11_BSSID_LIST, *PDOT11_BSSID_LIST;
