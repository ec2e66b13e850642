package main

import (
	"fmt"
	"strings"
	"testing"
)

// A parent's given name in a resident's row is neither another name of the resident's nor a person who has the row's
// address; the mother of a customer whose own column may hold a firm has nothing of the row.
func TestParentsOfRows(t *testing.T) {
	residents := "Lp,Nazwisko,Imię,Drugie imię,Nazwisko rodowe,PESEL,Nr dowodu,Imię ojca,Imię matki,Adres zameldowania,Telefon\n" +
		"1,Wójcikowska,Agnieszka,Maria,Pawlak,82071961400,CBK481920,Tadeusz,Halina,\"ul. Lipowa 4/12, 31-503 Kraków\",601 224 889\n" +
		"2,Wójcikowski,Tomasz,,,80020366955,AYT220114,Jan,Zofia,\"ul. Lipowa 4/12, 31-503 Kraków\",601 224 889\n" +
		"3,Wójcikowska,Zuzanna,,,13293019462,,Tomasz,Agnieszka,\"ul. Lipowa 4/12, 31-503 Kraków\",\n" +
		"4,Szczepański,Bolesław,Jan,,51121249292,ARR551002,Franciszek,Józefa,\"ul. Długa 1, 31-147 Kraków\",12 421 00 91\n"
	list := folded(toldOf(t, map[string]string{"a.csv": residents}, "person"))
	for name, number := range map[string]string{"agnieszka wójcikowska": "82071961400", "bolesław szczepański": "124210091", "tomasz wójcikowski": "601224889"} {
		if !together(list, name, number) {
			t.Errorf("%s has not %s", name, number)
		}
	}
	for _, parent := range []string{"tadeusz", "halina", "zofia", "franciszek", "józefa"} {
		if strings.Contains(strings.Join(list, "\n"), parent) {
			t.Errorf("%s is told of a row that only names a parent", parent)
		}
	}
	customers := "CÓDIGO;NOME/RAZÃO SOCIAL;CPF/CNPJ;DT NASC;NOME DA MÃE;E-MAIL;CELULAR\n" +
		"1;Thaís Albuquerque Cordeiro;;03/05/1988;Marlene Albuquerque;thais.cordeiro@gmail.com;(11) 98844-3021\n" +
		"2;Rosângela Dutra;;04/06/1979;Iracema Dutra;rosangela.dutra@gmail.com;(11) 98844-3022\n"
	if list := folded(toldOf(t, map[string]string{"a.csv": customers}, "person")); together(list, "marlene", "thais.cordeiro@gmail.com") {
		t.Error("a mother is told of her daughter's mailbox")
	}
}

// The cell in which a call was made is no telephone.
func TestCellsOfCalls(t *testing.T) {
	calls := "record_type,calling_msisdn,called_msisdn,imsi,imei,start_time,duration,cell_id,subscriber_name\n"
	for i, name := range []string{"Ngozi Umehara", "Sunday Idowuna", "Ibrahim Garbalo", "Funke Alabirin", "Ngozi Umehara"} {
		calls += fmt.Sprintf("MOC,23480344122%02d,23480555110%02d,62130441100000%d,352099001700%03d,2024-06-11T0%d:14:00,30,621-30-1021-4%d,%s\n", i, 7*i, i, 10*i+1, i, 4+i, name)
	}
	if list := folded(toldOf(t, map[string]string{"cdr.csv": calls}, "person")); together(list, "ngozi umehara", "62130102144") {
		t.Error("a cell is somebody's telephone")
	}
}
